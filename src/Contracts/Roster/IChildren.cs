namespace Kapprum.Contracts.Roster;

/// <summary>
/// Lists the current user's children. Each sight of a protected child leaves a row in the audit log.
/// </summary>
public interface IChildren
{
    /// <summary>All children the user is guardian of today, the eldest first.</summary>
    Task<IReadOnlyList<Child>> OfGuardian(CancellationToken ct);

    /// <summary>The same children as the guardian knows them, told apart from each other.</summary>
    Task<IReadOnlyDictionary<Guid, KnownChild>> KnownToGuardian(CancellationToken ct);

    /// <summary>
    /// The children of a staff member's groups as they are on a day, by group and name; of the whole unit for a
    /// headteacher and for whoever's duty names no group, those in no group last. What counts is the duty of today, and
    /// only children who still belong to the unit are seen.
    /// </summary>
    Task<IReadOnlyList<ChildOfStaff>> OfStaff(DateOnly day, CancellationToken ct);
}
