using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Kapprum.Kernel;
using Npgsql;

namespace Kapprum.Host;

/// <summary>
/// What goes on beside the requests: Hangfire with the delivery of events and the clock, and the mail. A host with
/// <c>Jobs:Run</c> false only answers requests.
/// </summary>
public static class Jobs
{
    private const int Attempts = 12;

    public static void AddJobs(this IServiceCollection services, IConfiguration settings, string database)
    {
        // Hangfire works as the database's owner, in a schema of its own, and needs few connections.
        var own = new NpgsqlConnectionStringBuilder(DatabaseRegistration.Unhurried(database))
        {
            MaxPoolSize = 12,
            ApplicationName = "Kapprum jobs",
        };

        // Each may hold two of the connections for jobs; the relay, mails and signals need some too.
        var workers = settings.Number("Jobs:Workers", 4, from: 1, to: 6);

        services.AddHangfire(
            (scope, hangfire) =>
                hangfire
                    .UseSimpleAssemblyNameTypeSerializer()
                    .UseRecommendedSerializerSettings()
                    .UseLogProvider(new JobLog(scope.GetRequiredService<ILoggerFactory>()))
        );

        // Hangfire would take these from static properties, where two hosts in one process, as in the tests, take each
        // other's.
        services.AddSingleton<JobStorage>(scope =>
        {
            scope.GetRequiredService<IGlobalConfiguration>();
            var options = new PostgreSqlStorageOptions
            {
                // See Migrate; here it would come before the database does.
                PrepareSchemaIfNecessary = false,
                // A killed host's jobs come back after a minute; a running job keeps its claim however long it takes.
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromMinutes(1),
                EnableLongPolling = true,
                QueuePollInterval = TimeSpan.FromSeconds(5),
                DistributedLockTimeout = TimeSpan.FromSeconds(30),
            };
            return new PostgreSqlStorage(new NpgsqlConnectionFactory(own.ConnectionString, options), options);
        });
        services.AddSingleton<JobActivator>(scope => new AspNetCoreJobActivator(
            scope.GetRequiredService<IServiceScopeFactory>()
        ));
        services.AddSingleton<IJobFilterProvider>(_ => new JobFilterProviderCollection(
            new JobFilterCollection
            {
                new AutomaticRetryAttribute { Attempts = Attempts, DelayInSecondsByAttemptFunc = Pause },
                new ContinuationsSupportAttribute(),
                new StatisticsHistoryAttribute(),
            },
            new JobFilterAttributeFilterProvider()
        ));

        if (!settings.YesNo("Jobs:Run", true))
            return;

        services.AddHangfireServer(server =>
        {
            server.WorkerCount = workers;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(2);
            server.ServerTimeout = TimeSpan.FromMinutes(2);
            server.CancellationCheckInterval = TimeSpan.FromSeconds(5);
        });
        services.AddHostedService(scope => scope.GetRequiredService<OutboxRelay>());
        services.AddHostedService(scope => scope.GetRequiredService<MailSender>());
    }

    /// <summary>
    /// A few seconds at first, as most of what fails has met the database while it was away for a moment; in the end
    /// hours, eleven of them in all.
    /// </summary>
    private static int Pause(long attempt) => (int)Math.Pow(attempt - 1, 4) + Random.Shared.Next(2, 6);

    /// <summary>
    /// Brings Hangfire's own tables up to date, once for each version of it: looking through its many scripts at every
    /// start takes a while.
    /// </summary>
    public static async Task Migrate(NpgsqlDataSource owner, TimeProvider clock, CancellationToken ct)
    {
        var name = $"kernel/hangfire-{typeof(PostgreSqlStorage).Assembly.GetName().Version}";

        await using var db = await owner.OpenConnectionAsync(ct);
        if (await IsDone())
            return;

        await Migrations.TakeTurn(db, ct);
        if (await IsDone())
            return;

        await using var its = await owner.OpenConnectionAsync(ct);
        PostgreSqlObjectsInstaller.Install(its);
        await db.Execute(
            "insert into kernel.migration (name, applied_at) values (@name, @Now) on conflict do nothing",
            new { name, Now = clock.GetUtcNow() },
            ct
        );

        Task<bool> IsDone() =>
            db.Value<bool>(
                """
                select exists (select from kernel.migration where name = @name)
                   and to_regclass('hangfire.job') is not null
                """,
                new { name },
                ct
            );
    }
}
