namespace Kapprum.CareSchedule.Staffing;

/// <summary>Staffing in words.</summary>
internal static class StaffingText
{
    /// <summary>"7.45"; in an hour that comes twice "2.15 A".</summary>
    public static string Time(DateText dates, string label) =>
        label.Length > 5
            ? $"{dates.Time(TimeOfDay.Parse(label[..5]))} {label[5..]}"
            : dates.Time(TimeOfDay.Parse(label));

    /// <summary>"16.30–17.15".</summary>
    public static string Times(Texts texts, DateText dates, string from, string until) =>
        texts["say.times", ("from", Time(dates, from)), ("until", Time(dates, until))];

    /// <summary>"1 vuxen för lite 16.30–17.15", "Björken: 2 vuxna för lite 16.30–17.15".</summary>
    public static string Missing(Texts texts, DateText dates, StaffedDay.Gap gap)
    {
        var said = texts[
            "careschedule.staffing.missing",
            ("count", gap.Missing),
            ("times", Times(texts, dates, gap.From, gap.Until))
        ];
        return gap.Group is null ? said : $"{gap.Group}: {said}";
    }

    /// <summary>"räcker", "1 över", "1 fattas"; where it is not said what there is, why.</summary>
    public static string Enough(Texts texts, StaffedDay.Run run) =>
        run switch
        {
            { Need: null } => texts["careschedule.staffing.together"],
            { Planned: null } => texts["careschedule.staffing.not-said"],
            { Gap: < 0 and var gap } => texts["careschedule.staffing.short", ("count", -gap)],
            { Gap: > 0 and var gap } => texts["careschedule.staffing.over", ("count", gap)],
            _ => texts["careschedule.staffing.enough"],
        };
}
