namespace Kapprum.Contracts.Roster;

/// <summary>A child as somebody knows it, and where it belongs today.</summary>
/// <param name="Name">See <see cref="ChildNames"/>.</param>
/// <param name="Group">Null, as are the unit and its telephone number, where the child belongs nowhere.</param>
/// <param name="Phone">The unit's, as <see cref="IUnitPhones"/> has it; null for none.</param>
public sealed record KnownChild(string Name, bool Protected, string? Group, string? Unit, string? Phone);
