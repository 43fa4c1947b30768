using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Kapprum.Kernel;

/// <summary>
/// Writes down what became of the mails. What comes while a write is on its way goes together in the next, and
/// nobody returns before what he said is committed.
/// </summary>
internal sealed class MailMarks
{
    public sealed record Failure(Guid Id, string Code, DateTimeOffset? DueAgain);

    private readonly Channel<(Guid Id, TaskCompletionSource Done)> accepted = Channel.CreateUnbounded<(
        Guid,
        TaskCompletionSource
    )>();
    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Task running;
    private int sent,
        later,
        dropped;

    public MailMarks(NpgsqlDataSource database, TimeProvider clock, ILogger log)
    {
        (this.database, this.clock, this.log) = (database, clock, log);
        running = Run();
    }

    public Task Sent(Guid id)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        accepted.Writer.TryWrite((id, done));
        return done.Task;
    }

    public async Task Failed(IReadOnlyCollection<Failure> failures)
    {
        if (failures.Count == 0)
            return;

        await using var command = database.CreateCommand(
            """
            update kernel.mail m
            set claimed_by = null, last_error = f.code, attempts = attempts + 1,
                failed_since = coalesce(failed_since, $1),
                due_at = coalesce(f.due, due_at), dropped_at = case when f.due is null then $1 end
            from unnest($2, $3, $4) f (id, code, due)
            where m.id = f.id
            """
        );
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = failures.Select(f => f.Id).ToArray() });
        command.Parameters.Add(new() { Value = failures.Select(f => f.Code).ToArray() });
        command.Parameters.Add(
            new()
            {
                Value = failures.Select(f => f.DueAgain).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            }
        );
        await command.ExecuteNonQueryAsync();

        var gone = failures.Count(f => f.DueAgain is null);
        Interlocked.Add(ref dropped, gone);
        Interlocked.Add(ref later, failures.Count - gone);
    }

    public async Task Finish()
    {
        accepted.Writer.Complete();
        await running;
        if (sent + later + dropped > 0)
            log.LogInformation(
                "Mails: {Sent} sent, {Later} to be tried again, {Dropped} dropped",
                sent,
                later,
                dropped
            );
    }

    private async Task Run()
    {
        while (await accepted.Reader.WaitToReadAsync())
        {
            var together = new List<(Guid Id, TaskCompletionSource Done)>();
            while (accepted.Reader.TryRead(out var one))
                together.Add(one);

            try
            {
                await Mark([.. together.Select(one => one.Id)]);
                sent += together.Count;
                together.ForEach(one => one.Done.SetResult());
            }
            catch (Exception e)
            {
                together.ForEach(one => one.Done.SetException(e));
            }
        }
    }

    // These have gone: as long as that is not written down they may go again, so this does not give up lightly.
    private async Task Mark(Guid[] ids)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var command = database.CreateCommand(
                    "update kernel.mail set sent_at = $1, claimed_by = null where id = any($2)"
                );
                command.Parameters.Add(new() { Value = clock.GetUtcNow() });
                command.Parameters.Add(new() { Value = ids });
                await command.ExecuteNonQueryAsync();
                return;
            }
            catch (Exception e) when (e is NpgsqlException && attempt < 30)
            {
                log.LogWarning(
                    "{Count} mails have gone but could not be marked as sent yet: {Reason}",
                    ids.Length,
                    e.Message
                );
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }
}
