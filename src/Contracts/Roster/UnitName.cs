namespace Kapprum.Contracts.Roster;

/// <summary>A unit and what it is called.</summary>
public sealed record UnitName(Guid Id, string Name);
