using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>It has been decided that a unit is closed on a day, all of it.</summary>
/// <param name="UnitId">Null for all units.</param>
/// <param name="Reason">As people call it, at most 100 characters.</param>
/// <param name="By">The person who has decided it; empty for an administrator outside the roster.</param>
[Event("roster/closing-day-added")]
public sealed record ClosingDayAdded(Guid ClosingDayId, Guid? UnitId, DateOnly Day, string Reason, Guid By) : IEvent;

/// <summary>A closing day has been taken back.</summary>
[Event("roster/closing-day-removed")]
public sealed record ClosingDayRemoved(Guid ClosingDayId) : IEvent;
