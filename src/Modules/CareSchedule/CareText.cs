namespace Kapprum.CareSchedule;

/// <summary>Schedules in words.</summary>
internal static class CareText
{
    /// <summary>"15 tim 15", "40 tim".</summary>
    public static string Length(Texts texts, int minutes) =>
        minutes % 60 == 0
            ? texts["careschedule.hours", ("hours", minutes / 60)]
            : texts["careschedule.hours-minutes", ("hours", minutes / 60), ("minutes", $"{minutes % 60:00}")];

    /// <summary>"08.00–16.00", "21.00–7.00 dagen efter".</summary>
    public static string Times(Texts texts, DateText dates, CareTime time, string? language = null)
    {
        var until = time.Until == TimeOfDay.Midnight ? TimeOfDay.EndOfDay : time.Until;
        var times = dates.Times(time.From, until, language);
        return time.NextDay
            ? texts.In(language ?? DateText.Language, "careschedule.over-night", ("times", times))
            : times;
    }

    /// <summary>All of a day's, "8.00–12.00, 13.00–16.00".</summary>
    public static string Times(Texts texts, DateText dates, IEnumerable<CareTime> times, string? language = null) =>
        string.Join(", ", times.Select(time => Times(texts, dates, time, language)));

    /// <summary>"Mormor Gun hämtar, Johan lämnar. Regnkläder i väskan."</summary>
    public static string People(Texts texts, string? brings, string? fetches, string? note, string language)
    {
        List<string> said = [];
        if (fetches is not null)
            said.Add(texts.In(language, "careschedule.fetches", ("name", fetches)));
        if (brings is not null)
            said.Add(texts.In(language, "careschedule.brings", ("name", brings)));
        if (note is not null)
            said.Add(note);
        return string.Join(" · ", said);
    }
}
