using Npgsql;

namespace Kapprum.Kernel;

/// <summary>A mail that one sender has in hand.</summary>
internal sealed record ClaimedMail
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required Guid RecipientId { get; init; }

    /// <summary>JSON: what it is about.</summary>
    public required string About { get; init; }
    public required DateTimeOffset QueuedAt { get; init; }
    public required int Attempts { get; init; }

    /// <summary>Since when it does not get through; null when nothing has failed.</summary>
    public required DateTimeOffset? FailedSince { get; init; }
}

/// <summary>
/// What one run has in hand. Its number stands in the rows and is held as an advisory lock by its session: when the
/// session ends, by whatever cause, the rows are anybody's.
/// </summary>
internal sealed class MailClaims(NpgsqlConnection db, int number, string[] kinds, TimeProvider clock) : IAsyncDisposable
{
    // The first half of the locks' names; the second is the number.
    private const int Locks = 0x6d61696c;

    public static async Task<MailClaims> Open(
        NpgsqlDataSource database,
        string[] kinds,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var db = await database.OpenConnectionAsync(ct);
        try
        {
            var number = Random.Shared.Next(1, int.MaxValue);
            await db.Execute("select pg_advisory_lock(@Locks, @number)", new { Locks, number }, ct);
            return new(db, number, kinds, clock);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>Frees what dead senders held, and says whether there is anything to do.</summary>
    public async Task<bool> AnyDue(CancellationToken ct)
    {
        // A number that stands in a row was locked before the row was written, and is never used again: not locked
        // now, its sender is dead.
        await using var batch = new NpgsqlBatch(db)
        {
            BatchCommands =
            {
                new(
                    """
                    with dead as materialized (
                        select distinct claimed_by as number from kernel.mail
                        where claimed_by is not null
                          and claimed_by <> all (select objid::bigint from pg_locks
                                                 where locktype = 'advisory' and classid = $1::bigint::oid))
                    update kernel.mail set claimed_by = null where claimed_by in (select number from dead)
                    """
                )
                {
                    Parameters = { new() { Value = (long)Locks } },
                },
                new(
                    """
                    select exists (select from kernel.mail
                                   where sent_at is null and dropped_at is null and claimed_by is null
                                     and due_at <= $1 and kind = any($2))
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = clock.GetUtcNow() },
                        new() { Value = kinds },
                    },
                },
            },
        };
        return (bool)(await batch.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// A kind that this host does not know waits for one that does, as while a new version is rolled out.
    /// </summary>
    public async Task<IReadOnlyList<ClaimedMail>> Next(int atMost, CancellationToken ct) =>
        await db.Query<ClaimedMail>(
            """
            update kernel.mail set claimed_by = @number
            where id in (select id from kernel.mail
                         where sent_at is null and dropped_at is null and claimed_by is null
                           and due_at <= @Now and kind = any(@kinds)
                         order by due_at limit @atMost for no key update skip locked)
            returning id, kind, recipient_id, about::text, queued_at, attempts, failed_since
            """,
            new
            {
                number,
                kinds,
                atMost,
                Now = clock.GetUtcNow(),
            },
            ct
        );

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Nothing that could fail while the session lives on: the rows that are left are free without the lock.
            await db.Execute(
                "select pg_advisory_unlock(@Locks, @number)",
                new { Locks, number },
                CancellationToken.None
            );
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }
        finally
        {
            await db.DisposeAsync();
        }
    }
}
