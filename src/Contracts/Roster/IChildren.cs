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
    /// The children of a staff member's groups as they are on any of some days, by the first of the days, group and
    /// name; of the whole unit for a headteacher and for whoever's duty names no group, those in no group last. Whoever
    /// is in several groups stands in each. What counts is the duty of today, and only children who still belong to the
    /// unit are seen.
    /// </summary>
    /// <param name="unitId">Only those of the duties at one unit.</param>
    Task<IReadOnlyList<ChildOfStaff>> OfStaff(
        IReadOnlyCollection<DateOnly> days,
        CancellationToken ct,
        Guid? unitId = null
    );
}

public static class ChildrenExtensions
{
    /// <summary>Those of one day.</summary>
    public static Task<IReadOnlyList<ChildOfStaff>> OfStaff(
        this IChildren children,
        DateOnly day,
        CancellationToken ct
    ) => children.OfStaff([day], ct);
}
