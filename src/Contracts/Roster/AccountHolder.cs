namespace Kapprum.Contracts.Roster;

/// <summary>A person who shall have an account: a guardian or staff member of today.</summary>
public sealed record AccountHolder(Guid PersonId, string? Email);
