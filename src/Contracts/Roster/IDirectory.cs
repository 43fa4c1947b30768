using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>
/// Looks people up by id. It asks nobody who they are: the caller has seen to it that they may be told.
/// </summary>
public interface IDirectory
{
    /// <summary>Who a person is today; null for one the roster does not know.</summary>
    Task<PersonToday?> Today(Guid personId, CancellationToken ct);

    /// <summary>People by id, for addressing them; not for showing them to others.</summary>
    Task<IReadOnlyDictionary<Guid, Person>> People(IReadOnlyCollection<Guid> personIds, CancellationToken ct);

    /// <summary>
    /// Those of the people of whom administrators are told nothing but that there is somebody: people of a protected
    /// identity, and those who stand in the roster for nothing else than their relation to one.
    /// </summary>
    Task<IReadOnlySet<Guid>> Hidden(IReadOnlyCollection<Guid> personIds, CancellationToken ct);

    /// <summary>Units and groups by id, those that have ended too; what is neither is left out.</summary>
    Task<IReadOnlyDictionary<Guid, PlaceName>> Places(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>
    /// The names of the units people have to do with today, by their children or by their duties, for saying what a
    /// mail is about. Neither protected people nor their children are among them; who has none is left out.
    /// </summary>
    Task<ILookup<Guid, string>> Units(IReadOnlyCollection<Guid> personIds, CancellationToken ct);
}
