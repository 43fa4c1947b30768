using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>
/// Decides which children the current user may see and act for today. Each sight of a protected child leaves a row in
/// the audit log.
/// </summary>
public interface IChildAccess
{
    /// <summary>
    /// Lets those through who have one of the relations to the child today; a slice about one child begins with it.
    /// </summary>
    /// <param name="what">
    /// What is not found otherwise: the child, or the thing of the child's that was asked for.
    /// </param>
    /// <returns>What the user is to the child; of what is not asked for, it need not tell all.</returns>
    /// <exception cref="Refusal">404: the user has none of the relations, or there is no such child.</exception>
    Task<Relation> Require(Guid childId, Relation anyOf, CancellationToken ct, string what = "child");

    /// <summary>Those of the children that the user has a relation to today.</summary>
    Task<IReadOnlyDictionary<Guid, Child>> Visible(IReadOnlyCollection<Guid> childIds, CancellationToken ct);
}
