using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>How many children are at a unit on a day, how many adults they need, and how many are planned.</summary>
/// <param name="Open">When the unit is open, in order.</param>
/// <param name="Closed">Why it is not; null when it is.</param>
/// <param name="Reason">As the closing day is called.</param>
/// <param name="Unit">All of it, from when it opens until it closes.</param>
/// <param name="Together">All groups while they are together; nothing when they never are.</param>
/// <param name="Groups">By name, those in no group last; what they need only while they are apart.</param>
internal sealed record StaffedDay(
    DateOnly Date,
    IReadOnlyList<StaffedDay.Time> Open,
    ClosedBecause? Closed,
    string? Reason,
    IReadOnlyList<StaffedDay.Run> Unit,
    IReadOnlyList<StaffedDay.Run> Together,
    IReadOnlyList<StaffedDay.Group> Groups
)
{
    /// <summary>Other adults are planned on this date than usual on its weekday.</summary>
    public required bool OtherShifts { get; init; }

    /// <summary>Of how many children some times lie where the unit is not open; they do not count.</summary>
    public required int OutsideHours { get; init; }

    /// <summary>When adults are missing, the whole unit's first and then by time.</summary>
    public required IReadOnlyList<Gap> Gaps { get; init; }

    /// <summary>The children, for those who may be told of them.</summary>
    internal IReadOnlyList<ChildStay> Stays { get; init; } = [];

    public sealed record Time(TimeOfDay From, TimeOfDay Until);

    /// <param name="Id">Null, as is the name, for those in no group.</param>
    public sealed record Group(Guid? Id, string? Name, IReadOnlyList<Run> Runs)
    {
        /// <inheritdoc cref="StaffedDay.OutsideHours"/>
        public required int OutsideHours { get; init; }
    }

    /// <summary>Quarters of an hour, one after the other, of which the same is true.</summary>
    /// <param name="From">On the wall's clock; in an hour that comes twice with A or B behind it.</param>
    /// <param name="At">The instant it begins.</param>
    /// <param name="Quarters">How many they are.</param>
    /// <param name="Scheduled">Children whose schedule says they come.</param>
    /// <param name="Certain">Those of them of whom nobody has said that they are away.</param>
    /// <param name="Unknown">Children of whom nobody has said whether they come.</param>
    /// <param name="Pending">Children who would come as well, if staff say yes to their guardians.</param>
    public sealed record Run(
        string From,
        string Until,
        DateTimeOffset At,
        int Quarters,
        int Scheduled,
        int Certain,
        int Unknown,
        int Pending
    )
    {
        /// <summary>How many adults those who come need; null where they are counted with other groups.</summary>
        public required int? Need { get; init; }

        /// <summary>How many are planned for all of each quarter; null while nobody has said.</summary>
        public required int? Planned { get; init; }

        /// <summary>How many are planned above what is needed; below 0 they are missing.</summary>
        public int? Gap => Planned - Need;
    }

    /// <summary>Adults are missing.</summary>
    /// <param name="GroupId">In one group, while there are enough in the unit; null for the unit.</param>
    public sealed record Gap(Guid? GroupId, string? Group, string From, string Until, DateTimeOffset At, int Missing);
}
