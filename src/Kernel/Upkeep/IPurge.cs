namespace Kapprum.Kernel;

/// <summary>
/// Something that a module keeps for a while and then removes. A class of it is enough: every night all of them are
/// run, batch by batch, each batch in a transaction of its own, and how much went is kept. Its words are the text
/// <c>purge.{What}</c>.
/// </summary>
public interface IPurge : IContribution
{
    /// <summary>Stable, in kebab case.</summary>
    string What { get; }

    /// <summary>How long it is kept.</summary>
    Retention Keeps { get; }

    /// <summary>Removes what is older than a moment.</summary>
    /// <param name="most">How much at most, so that no transaction becomes long.</param>
    /// <returns>How much was removed; less than <paramref name="most"/> when nothing is left.</returns>
    Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct);
}

/// <summary>How long something is kept: as many days, or months, as a setting says.</summary>
public sealed record Retention
{
    private Retention(Setting<int> setting, bool inMonths) => (Setting, InMonths) = (setting, inMonths);

    public Setting<int> Setting { get; }
    public bool InMonths { get; }

    public static Retention Days(Setting<int> setting) => new(setting, inMonths: false);

    public static Retention Months(Setting<int> setting) => new(setting, inMonths: true);

    /// <summary>What is older goes.</summary>
    public DateTimeOffset Before(int kept, DateTimeOffset now) => InMonths ? now.AddMonths(-kept) : now.AddDays(-kept);
}
