namespace Kapprum.Contracts.Roster;

/// <summary>Says who may be told of children today, for mails and notices that nobody has asked for.</summary>
public interface IAudience
{
    /// <summary>The guardians of the children.</summary>
    Task<IReadOnlyList<ChildPerson>> GuardiansOf(IReadOnlyCollection<Guid> childIds, CancellationToken ct);

    /// <summary>The children of whom people are guardians.</summary>
    Task<IReadOnlyList<ChildPerson>> ChildrenOf(IReadOnlyCollection<Guid> personIds, CancellationToken ct);

    /// <summary>
    /// The staff of the children's departments, classes and mentors' groups; where a unit has none for a child, its
    /// headteacher.
    /// </summary>
    Task<IReadOnlyList<ChildPerson>> GroupStaffOf(IReadOnlyCollection<Guid> childIds, CancellationToken ct);

    /// <summary>Those of the pairs in which the person has a relation to the child.</summary>
    Task<IReadOnlyList<ChildPerson>> Related(IReadOnlyCollection<ChildPerson> pairs, CancellationToken ct);
}
