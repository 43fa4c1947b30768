namespace Kapprum.Contracts.Roster;

/// <summary>
/// Says who has done what about children, to those who may know. The caller has seen to it that they may see the
/// children.
/// </summary>
public interface IKnownPeople
{
    /// <summary>Looks up all of the people at once.</summary>
    /// <param name="childIds">The children whose guardians some of them may be.</param>
    Task<KnownPeople> Of(IReadOnlyCollection<Guid> childIds, IEnumerable<Guid?> personIds, CancellationToken ct);
}
