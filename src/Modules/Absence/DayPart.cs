using Kapprum.Contracts.Days;

namespace Kapprum.Absence;

/// <summary>The part of the child's day that an absence covers.</summary>
internal sealed record DayPart(bool WholeDay, TimeOfDay From, TimeOfDay Until)
{
    /// <summary>Refused when the child has nothing to attend, or when the part lies outside its day.</summary>
    public static DayPart Of(ChildDay? day, TimeOfDay? from, TimeOfDay? until)
    {
        if (day is not { Begins: var begins, Ends: var ends })
            throw Refusal.Conflict("absence/nothing-to-attend");

        var part = new DayPart(from is null && until is null, from ?? begins, until ?? ends);
        return part.From >= begins && part.Until <= ends && part.From < part.Until
            ? part
            : throw Refusal.Conflict(
                "absence/outside-the-day",
                ("begins", begins.ToString()),
                ("ends", ends.ToString())
            );
    }
}
