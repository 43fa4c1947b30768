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
    public static string Times(Texts texts, DateText dates, CareTime time) =>
        time.NextDay
            ? texts["careschedule.over-night", ("times", dates.Times(time.From, time.Until))]
            : dates.Times(time.From, time.Until == TimeOfDay.Midnight ? TimeOfDay.EndOfDay : time.Until);
}
