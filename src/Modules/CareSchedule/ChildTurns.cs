namespace Kapprum.CareSchedule;

/// <summary>Which home has a child which day: its turns, and the days that were given to the other home.</summary>
/// <param name="Swaps">By day, who has it.</param>
internal sealed record ChildTurns(IReadOnlyList<Turn> Turns, IReadOnlyDictionary<DateOnly, Guid> Swaps)
{
    /// <summary>Since when a home of the turns is known to be no guardian's any more; null while all are.</summary>
    public DateOnly? LeftOn { get; init; }

    public static readonly ChildTurns None = new([], new Dictionary<DateOnly, Guid>());

    /// <summary>The guardian whose day it is; null when all share it.</summary>
    public Guid? Owner(DateOnly day) =>
        Turn.Holding(Turns, day)?.Owner(day) is not { } owner ? null
        : Swaps.TryGetValue(day, out var swapped) ? swapped
        : owner;

    /// <summary>The same; the days of a home that has left fall to the other.</summary>
    public Guid? Owner(DateOnly day, FormerHomes former) =>
        Owner(day) is not { } owner ? null
        : !former.Left(owner, day) ? owner
        : Turn.Holding(Turns, day) is { First: { } first, Second: { } second }
        && (owner == first ? second : first) is var other
        && !former.Left(other, day)
            ? other
        : null;

    /// <summary>The guardians of all homes that have or had days.</summary>
    public IEnumerable<Guid> Homes => Turns.SelectMany(turn => new[] { turn.First, turn.Second }).OfType<Guid>();

    /// <summary>The one home has given it to the other.</summary>
    public bool IsSwapped(DateOnly day) => Owner(day) is { } owner && Turn.Holding(Turns, day)!.Owner(day) != owner;
}
