using System.Globalization;
using Hangfire;
using Npgsql;

namespace Kapprum.Kernel;

public static class Schedule
{
    /// <summary>Sends the command every day at the given school time, HH:mm.</summary>
    public static void Daily<TCommand>(this IRecurringJobManager jobs, string time, TCommand command)
        where TCommand : ICommand
    {
        var at = TimeOnly.ParseExact(time, "HH:mm", CultureInfo.InvariantCulture);
        jobs.AddOrUpdate<ScheduledCommand>(
            typeof(TCommand).FullName,
            job => job.Send(command, CancellationToken.None),
            Cron.Daily(at.Hour, at.Minute),
            new RecurringJobOptions { TimeZone = SchoolTime.Zone }
        );
    }
}

/// <summary>The Hangfire job: a command that the clock sends. When it was last done is kept.</summary>
internal sealed class ScheduledCommand(ISender sender, NpgsqlConnection db, TimeProvider clock)
{
    [JobDisplayName("{0}")]
    public Task Send<TCommand>(TCommand command, CancellationToken ct)
        where TCommand : ICommand =>
        Instruments.Measure(
            Instruments.Jobs,
            typeof(TCommand).Name,
            async () =>
            {
                await sender.Send(command, ct);
                return await db.Execute(
                    """
                    insert into kernel.scheduled (command, succeeded_at) values (@Name, @Now)
                    on conflict (command) do update set succeeded_at = excluded.succeeded_at
                    """,
                    new { typeof(TCommand).Name, Now = clock.GetUtcNow() },
                    ct
                );
            }
        );
}
