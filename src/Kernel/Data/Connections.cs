namespace Kapprum.Kernel;

/// <summary>
/// The pools of connections beside that of the requests, by the keys of their data sources: what waits in one keeps
/// nobody in another.
/// </summary>
public static class Connections
{
    /// <summary>For what goes on beside the requests: events, jobs, mails, signals, the command line.</summary>
    public const string OfJobs = "jobs";

    /// <summary>For the question whether the host is ready, and for the gauges; as the database's owner.</summary>
    public const string OfHealth = "health";
}
