using System.Globalization;
using Hangfire;

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

internal sealed class ScheduledCommand(ISender sender)
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
                return 0;
            }
        );
}
