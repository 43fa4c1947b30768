using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>A person, and what he or she is today.</summary>
/// <param name="Roles">Without the administrator, whom no roster tells.</param>
public sealed record PersonToday(string GivenName, string FamilyName, Roles Roles);
