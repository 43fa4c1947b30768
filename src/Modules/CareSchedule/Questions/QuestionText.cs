namespace Kapprum.CareSchedule.Questions;

/// <summary>Questions in words.</summary>
internal static class QuestionText
{
    /// <summary>"12 juli – 6 augusti".</summary>
    public static string Days(Texts texts, DateText dates, DateOnly from, DateOnly until) =>
        from == until
            ? dates.LongDate(from)
            : texts["careschedule.question.days", ("from", dates.Date(from)), ("until", dates.Date(until))];

    /// <summary>"Svara senast 27 april.", "Frågas från 1 mars."</summary>
    public static string When(Texts texts, DateText dates, DateOnly today, DateOnly opens, DateOnly last) =>
        today < opens ? texts["careschedule.question.opens", ("opens", dates.Date(opens))]
        : today <= last ? texts["careschedule.question.last", ("last", dates.Date(last))]
        : texts["careschedule.question.last.over", ("last", dates.Date(last))];
}
