namespace Kapprum.Kernel;

/// <summary>
/// A search for something that must never be. A class of it is enough: every night all of them are run, and an
/// administrator's page shows what the last night found. Its words are the texts <c>check.{Name}</c> and
/// <c>check.{Name}.help</c>.
/// </summary>
public interface ICheck : IContribution
{
    /// <summary>Stable, in kebab case.</summary>
    string Name { get; }

    /// <param name="most">How many to name at most; all are counted.</param>
    Task<Findings> Find(int most, CancellationToken ct);
}

/// <summary>What a check has found.</summary>
/// <param name="Count">All of them.</param>
/// <param name="Named">The first of them.</param>
public sealed record Findings(int Count, IReadOnlyList<Finding> Named)
{
    public static readonly Findings None = new(0, []);

    /// <summary>From all there is.</summary>
    public static Findings Of(IReadOnlyCollection<Finding> all, int most) => new(all.Count, [.. all.Take(most)]);
}

/// <summary>One thing that must not be; an id and nothing personal.</summary>
/// <param name="Subject">What it is the id of, as in the audit log: person, unit, notice.</param>
/// <param name="Path">The page that shows it, if there is one.</param>
public sealed record Finding(string Subject, Guid Id, string? Path = null);
