namespace Kapprum.Upkeep;

/// <summary>Keeps what was removed when, how much, and how old it was.</summary>
internal sealed class PurgeLog(NpgsqlConnection db)
{
    public Task Add(string what, DateTimeOffset at, DateTimeOffset olderThan, int removed, CancellationToken ct) =>
        db.Execute(
            """
            insert into upkeep.purge as p (what, at, older_than, removed)
            values (@what, @at, @olderThan, @removed)
            on conflict (what, at) do update set removed = p.removed + excluded.removed
            """,
            new
            {
                what,
                at,
                olderThan,
                removed,
            },
            ct
        );

    public Task Fail(string what, DateTimeOffset at, DateTimeOffset olderThan, string failed, CancellationToken ct) =>
        db.Execute(
            """
            insert into upkeep.purge (what, at, older_than, failed)
            values (@what, @at, @olderThan, @failed)
            on conflict (what, at) do update set failed = excluded.failed
            """,
            new
            {
                what,
                at,
                olderThan,
                failed,
            },
            ct
        );
}
