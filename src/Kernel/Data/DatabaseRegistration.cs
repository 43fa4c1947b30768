using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kapprum.Kernel;

public static class DatabaseRegistration
{
    // What a request may wait for: a connection, then a lock. Whoever waits for a lock holds a connection that others
    // need, and is better told to come back. A new connection has to be made within the same time, also on a busy day:
    // a second would be too short, and then none would ever be made.
    private const int ConnectSeconds = 2;
    private const int LockMilliseconds = 750;
    private const int StatementSeconds = 10;

    // A worker holds one connection and may need another; relay, mails and signals have some of their own.
    private const int OfJobs = 20;

    internal static void AddDatabase(this IServiceCollection services, string database)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(ForRequests(database)));
        services.AddKeyedSingleton(Connections.OfJobs, (_, _) => NpgsqlDataSource.Create(ForJobs(database)));
        services.AddKeyedSingleton(
            Connections.OfHealth,
            (scope, _) =>
                NpgsqlDataSource.Create(
                    ForHealth(database, scope.GetRequiredService<IOptions<HealthSettings>>().Value.AnswerSeconds)
                )
        );
        services.AddScoped(scope =>
            (
                scope.GetRequiredService<IHttpContextAccessor>().HttpContext is null
                    ? scope.GetRequiredKeyedService<NpgsqlDataSource>(Connections.OfJobs)
                    : scope.GetRequiredService<NpgsqlDataSource>()
            ).CreateConnection()
        );
    }

    /// <summary>
    /// The connection string as requests use it: statements prepared, a pool sized to the machine and not to the
    /// callers, the application's own role, and a limit to everything one may wait for. What the operator says counts.
    /// </summary>
    public static string ForRequests(string database)
    {
        var own = new NpgsqlConnectionStringBuilder(database);
        var said = SaidBy(own);
        if (!said.Contains("Maximum Pool Size"))
            own.MaxPoolSize = Math.Clamp(Environment.ProcessorCount * 4, 8, 64);
        // To make one takes a while, and is not to be done anew after each quiet time.
        if (!said.Contains("Minimum Pool Size"))
            own.MinPoolSize = Math.Min(4, own.MaxPoolSize);
        if (!said.Contains("Timeout"))
            own.Timeout = ConnectSeconds;
        // PostgreSQL ends a statement by itself; this is for one that no longer answers.
        if (!said.Contains("Command Timeout"))
            own.CommandTimeout = StatementSeconds + 2;
        return AsTheApplication(
            own,
            said,
            $"-c lock_timeout={Text(LockMilliseconds)} -c statement_timeout={Text(StatementSeconds * 1000)}"
        );
    }

    /// <summary>
    /// The same for what goes on beside the requests: nobody is kept by its waiting, so that it may wait for as long as
    /// Npgsql lets it.
    /// </summary>
    public static string ForJobs(string database)
    {
        var own = new NpgsqlConnectionStringBuilder(Unhurried(database))
        {
            ApplicationName = "Kapprum beside requests",
        };
        var said = SaidBy(own);
        own.MaxPoolSize = OfJobs;
        // Who listens for signals would not notice that the other end is gone.
        if (!said.Contains("Keepalive"))
            own.KeepAlive = 30;
        return AsTheApplication(own, said, "");
    }

    /// <summary>
    /// For health and gauges, as the database's owner, who also sees Hangfire's tables: few connections, short waits.
    /// </summary>
    public static string ForHealth(string database, int seconds) =>
        new NpgsqlConnectionStringBuilder(database)
        {
            ApplicationName = "Kapprum health",
            MinPoolSize = 0,
            MaxPoolSize = 3,
            Timeout = seconds,
            CommandTimeout = seconds,
            NoResetOnClose = true,
            Options = $"-c lock_timeout={Text(seconds * 500)} -c statement_timeout={Text(seconds * 1000)}",
        }.ConnectionString;

    /// <summary>
    /// Without the limits that the operator has set for requests, and with no connections kept ready: for migrations
    /// and for what goes on beside the requests.
    /// </summary>
    public static string Unhurried(string database)
    {
        var own = new NpgsqlConnectionStringBuilder(database) { MinPoolSize = 0 };
        own.Options = $"{own.Options} -c lock_timeout=0 -c statement_timeout=0".TrimStart();
        return own.ConnectionString;
    }

    private static string AsTheApplication(NpgsqlConnectionStringBuilder own, HashSet<string> said, string limits)
    {
        if (!said.Contains("Max Auto Prepare"))
            (own.MaxAutoPrepare, own.AutoPrepareMinUsages) = (200, 2);
        own.NoResetOnClose = true;
        // A plan is made once and kept. Left to itself PostgreSQL plans a statement anew for each array it gets, which
        // takes ten times as long as to run it.
        own.Options = string.Join(
            ' ',
            new[]
            {
                $"-c role={Migrations.ApplicationRole} -c plan_cache_mode=force_generic_plan",
                limits,
                own.Options,
            }.Where(option => !string.IsNullOrEmpty(option))
        );
        return own.ConnectionString;
    }

    /// <summary>What the operator has said; ContainsKey is true for everything that could be.</summary>
    private static HashSet<string> SaidBy(NpgsqlConnectionStringBuilder own) => [.. own.Keys.Cast<string>()];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
