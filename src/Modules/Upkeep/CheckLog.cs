using System.Text.Json;

namespace Kapprum.Upkeep;

/// <summary>Keeps what the last night's checks have found.</summary>
internal sealed class CheckLog(NpgsqlConnection db)
{
    public Task Set(string name, DateTimeOffset at, Findings found, CancellationToken ct) =>
        db.Execute(
            """
            insert into upkeep.check_result as r (name, at, count, since, findings)
            values (@name, @at, @Count, case when @Count > 0 then @at end, @Named::jsonb)
            on conflict (name) do update
            set at = excluded.at, count = excluded.count, findings = excluded.findings, failed = null,
                since = case when excluded.count > 0 then coalesce(r.since, excluded.at) end
            """,
            new
            {
                name,
                at,
                found.Count,
                Named = JsonSerializer.Serialize(found.Named),
            },
            ct
        );

    /// <summary>What was found before stands until the check can be carried out again.</summary>
    public Task Fail(string name, DateTimeOffset at, string failed, CancellationToken ct) =>
        db.Execute(
            """
            insert into upkeep.check_result (name, at, count, failed)
            values (@name, @at, 0, @failed)
            on conflict (name) do update set at = excluded.at, failed = excluded.failed
            """,
            new
            {
                name,
                at,
                failed,
            },
            ct
        );
}
