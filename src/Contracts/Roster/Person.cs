namespace Kapprum.Contracts.Roster;

/// <summary>A person and how to reach him or her.</summary>
public sealed record Person(Guid Id, string GivenName, string FamilyName, string? Email, string? Phone, bool Protected);
