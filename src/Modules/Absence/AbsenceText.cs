using System.Globalization;

namespace Kapprum.Absence;

/// <summary>Absences in words, for pages.</summary>
internal sealed class AbsenceText(Texts texts, DateText dates)
{
    /// <summary>
    /// "Sjuk, hela dagen"; "Läkare eller tandläkare, 10.00–11.30"; "Kom 08.25, sjuk"; "Frånvarande, hela dagen" while
    /// unexplained.
    /// </summary>
    public string Absence(AbsenceSummary absence)
    {
        var why = absence.Reason is { } reason ? texts[$"absence.reason.{reason.Stored()}"] : null;
        if (absence.Kind == AbsenceKind.LateArrival)
            return Both(texts["absence.came", ("time", dates.Time(absence.Until))], why);

        return Both(
            why ?? texts["absence.absent"],
            absence.WholeDay ? texts["absence.whole-day"]
                : absence.OtherHome ? texts["absence.part-of-day"]
                : dates.Times(absence.From, absence.Until)
        );
    }

    /// <summary>How it is or was with the child that day: "Ruta är sjuk i dag", "Harry var borta tis 24 nov".</summary>
    public string State(AbsenceSummary absence, string name, DateOnly today) =>
        State(name, absence.Day, today, absence.Kind, Told(absence), absence.Until);

    /// <param name="came">When the child came, if it came late.</param>
    public string State(
        string name,
        DateOnly day,
        DateOnly today,
        AbsenceKind kind,
        Reason? reason,
        TimeOfDay? came = null
    ) =>
        texts[
            $"absence.{(day < today ? "was" : "is")}.{How(kind, reason)}",
            ("child", name),
            ("day", dates.Day(day)),
            ("time", came is { } time ? dates.Time(time) : "")
        ];

    /// <summary>What has been reported: "Ruta är anmäld sjuk i dag", "Ada är anmäld borta i dag 10.00–11.30".</summary>
    public string Reported(AbsenceSummary absence, string name) =>
        texts[
            $"absence.reported.{How(absence.Kind, Told(absence))}",
            ("child", name),
            (
                "day",
                absence.WholeDay || absence.OtherHome
                    ? dates.Day(absence.Day)
                    : $"{dates.Day(absence.Day)} {dates.Times(absence.From, absence.Until)}"
            )
        ];

    /// <summary>"hela dagen", "10.00–11.30".</summary>
    public string HowLong(AbsenceSummary absence) =>
        absence.WholeDay ? texts["absence.all-day"]
        : absence.OtherHome ? texts["absence.part-of-day"]
        : dates.Times(absence.From, absence.Until);

    /// <summary>Where it may not be told why, the child is away.</summary>
    private static Reason? Told(AbsenceSummary absence) => absence.ReasonHidden ? Reason.Other : absence.Reason;

    private static string How(AbsenceKind kind, Reason? reason) =>
        kind == AbsenceKind.LateArrival ? "late" : reason?.Stored() ?? "unexplained";

    /// <summary>"I dag", "Tis 24 nov": a day where it stands alone.</summary>
    public string Day(DateOnly day) => Capital(dates.Day(day));

    /// <summary>"Ada, Bo och Cleo".</summary>
    public string All(IReadOnlyList<string> names) =>
        names.Count > 1 ? texts["absence.and", ("first", string.Join(", ", names.SkipLast(1))), ("last", names[^1])]
        : names is [var only] ? only
        : "";

    /// <summary>The words as they begin a sentence.</summary>
    public static string Capital(string words) => char.ToUpper(words[0], CultureInfo.CurrentCulture) + words[1..];

    private static string Both(string first, string? then) =>
        then is null ? first : $"{first}, {char.ToLower(then[0], CultureInfo.CurrentCulture)}{then[1..]}";

    public string Term(Term term) =>
        texts[
            $"absence.term.{(term.IsAutumn ? "autumn" : "spring")}",
            ("year", term.Year.ToString(CultureInfo.InvariantCulture))
        ];
}
