namespace Kapprum.Postgres;

/// <summary>Why there is no private database, and what to do: a sentence for the operator.</summary>
public sealed class PostgresFailed(string message, Exception? inner = null) : Exception(message, inner);
