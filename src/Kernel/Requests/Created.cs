namespace Kapprum.Kernel;

/// <summary>The answer to what made something.</summary>
public sealed record Created(Guid Id);
