using Kapprum.Contracts.Days;

namespace Kapprum.Absence;

/// <summary>The part of the child's day that an absence covers.</summary>
internal sealed record DayPart(ChildDay Day, bool WholeDay, TimeOfDay From, TimeOfDay Until)
{
    /// <summary>Refused for what <see cref="WhyNot"/> says.</summary>
    public static DayPart Of(ChildDay? day, TimeOfDay? from, TimeOfDay? until) =>
        WhyNot(day, from, until) is { } no
            ? throw no
            : new(day!, from is null && until is null, from ?? day!.Begins, until ?? day!.Ends);

    /// <summary>The child has nothing to attend, or the part lies outside its day; else null.</summary>
    public static Refusal? WhyNot(ChildDay? day, TimeOfDay? from, TimeOfDay? until)
    {
        if (day is not { Begins: var begins, Ends: var ends })
            return Refusal.Conflict("absence/nothing-to-attend");

        var (first, last) = (from ?? begins, until ?? ends);
        return first >= begins && last <= ends && first < last && day.Attended(first, last).Any()
            ? null
            : Refusal.Conflict("absence/outside-the-day", ("begins", begins.ToString()), ("ends", ends.ToString()));
    }

    /// <summary>What the absences leave of it, by time, where there is something to attend.</summary>
    public IEnumerable<DayPart> Without(IEnumerable<AbsenceSummary> absences)
    {
        var from = From;
        foreach (var absence in absences.Where(one => one.From < Until).OrderBy(one => one.From))
        {
            if (absence.From > from && Day.Attended(from, absence.From).Any())
                yield return new(Day, WholeDay: false, from, absence.From);
            if (absence.Until > from)
                from = absence.Until;
        }

        if (from < Until && Day.Attended(from, Until).Any())
            yield return new(Day, WholeDay && from == From, from, Until);
    }
}
