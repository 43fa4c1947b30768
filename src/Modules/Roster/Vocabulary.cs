namespace Kapprum.Roster;

/// <summary>The answer to what made something.</summary>
internal sealed record Created(Guid Id);
