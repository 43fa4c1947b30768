namespace Kapprum.Contracts.Roster;

/// <summary>A child in one of a staff member's groups or units.</summary>
/// <param name="MayReachGuardians">
/// Whether its guardians' contact details may be seen: they are for the staff of its own groups and the headteacher.
/// </param>
public sealed record ChildOfStaff(Child Child, bool MayReachGuardians);
