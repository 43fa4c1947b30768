using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>
/// An import has been applied: people, guardianships, placements or duties may be others than before.
/// </summary>
[Event("roster/changed")]
public sealed record RosterChanged(Guid ImportId) : IEvent;
