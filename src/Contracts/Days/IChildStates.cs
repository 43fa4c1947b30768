namespace Kapprum.Contracts.Days;

/// <summary>
/// Says how children's days are now. Until a module knows who has come and gone it is what the plan and the overlays
/// say; a module that registers its own answer takes over, as with <see cref="IChildDays"/>. The caller has seen to it
/// that the children may be seen, and is a guardian: what it is told is what a guardian may know.
/// </summary>
public interface IChildStates
{
    /// <summary>Each of the children; asked again in the same request it costs nothing.</summary>
    Task<IReadOnlyDictionary<Guid, ChildNow>> Now(IReadOnlyCollection<Guid> childIds, CancellationToken ct);
}
