namespace Kapprum.Contracts.Roster;

/// <summary>
/// Says what people call children, for mails and notices that nobody has asked for. The caller has seen to it that they
/// may be told.
/// </summary>
public interface IKnownChildren
{
    /// <summary>
    /// Each of the children as the person knows it: told apart from the person's own children and from those of the
    /// units where he or she works.
    /// </summary>
    Task<IReadOnlyDictionary<ChildPerson, KnownChild>> Of(IReadOnlyCollection<ChildPerson> pairs, CancellationToken ct);
}
