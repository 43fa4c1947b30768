namespace Kapprum.Contracts.Roster;

/// <summary>A child's place in a preschool or leisure-time centre on a day.</summary>
public sealed record CarePlacement
{
    public required Guid Id { get; init; }
    public required Guid ChildId { get; init; }
    public required DateOnly Day { get; init; }
    public required Guid UnitId { get; init; }

    /// <summary>The unit the child is at on that day: another one while it is placed elsewhere for some days.</summary>
    public required Guid AtId { get; init; }

    /// <summary>What that unit is called.</summary>
    public required string Unit { get; init; }

    /// <summary>The placement's first day.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Whether it is care before and after school.</summary>
    public required bool Leisure { get; init; }

    /// <summary>
    /// The child is a pupil, and there is no school on what would be a day of it: a closing day, a break.
    /// </summary>
    public required bool SchoolIsOut { get; init; }

    /// <summary>What care it gives a right to.</summary>
    public required EntitlementKind Entitlement { get; init; }

    /// <summary>How much of it in a week, on the wall's clock; null without a limit.</summary>
    public required int? WeeklyMinutes { get; init; }

    /// <summary>
    /// Who may lay its schedule, when the roster says it; empty when all of the child's guardians may. Two placements
    /// of one child in one unit, each with an owner of its own, are a split place.
    /// </summary>
    public required Guid[] Owners { get; init; }
}
