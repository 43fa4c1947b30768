namespace Kapprum.Contracts.Roster;

/// <summary>A person with a relation to a child.</summary>
public sealed record ChildPerson(Guid ChildId, Guid PersonId);
