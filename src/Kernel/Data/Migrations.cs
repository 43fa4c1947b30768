using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Applies migrations/&lt;schema&gt;/&lt;nnnn&gt;_&lt;what&gt;.sql, each once, in order, all or none. Hosts that start
/// together wait for each other. They run as the owner of the database; the application then works as <see
/// cref="ApplicationRole"/>, which may add to and read the audit log, and nothing else with it.
/// </summary>
public static class Migrations
{
    public const string ApplicationRole = "kapprum_app";

    public static async Task<int> Apply(
        string folder,
        NpgsqlDataSource owner,
        TimeProvider clock,
        CancellationToken ct = default
    )
    {
        await using var db = await owner.OpenConnectionAsync(ct);
        await using var transaction = await db.BeginTransactionAsync(ct);

        await db.Execute(
            """
            select pg_advisory_xact_lock(hashtext('kapprum migrations'));
            create schema if not exists kernel;
            create table if not exists kernel.migration (name text primary key, applied_at timestamptz not null);
            """,
            null,
            ct
        );
        var applied = (await db.Query<string>("select name from kernel.migration", null, ct)).ToHashSet();

        var due = Directory
            .GetFiles(folder, "*.sql", SearchOption.AllDirectories)
            .Select(file => (File: file, Name: Path.GetRelativePath(folder, file).Replace('\\', '/')))
            .Where(migration => !applied.Contains(migration.Name))
            .OrderBy(migration => migration.Name.StartsWith("kernel/", StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(migration => migration.Name, StringComparer.Ordinal)
            .ToList();
        if (due.Count == 0)
            return 0;

        foreach (var (file, name) in due)
        {
            await db.Execute(await File.ReadAllTextAsync(file, ct), null, ct, unlimited: true);
            await db.Execute(
                "insert into kernel.migration (name, applied_at) values (@name, @Now)",
                new { name, Now = clock.GetUtcNow() },
                ct
            );
        }

        await Grant(db, ct);
        await transaction.CommitAsync(ct);
        return due.Count;
    }

    // Roles belong to the cluster and not to the database: another database's migration may create it at the same
    // moment.
    private static Task Grant(NpgsqlConnection db, CancellationToken ct) =>
        db.Execute(
            $"""
            do $$
            declare own text;
            begin
                begin
                    create role {ApplicationRole} nologin;
                exception when duplicate_object or unique_violation then null;
                end;
                if not pg_has_role(current_user, '{ApplicationRole}', 'member') then
                    execute format('grant {ApplicationRole} to %I', current_user);
                end if;
                for own in select distinct split_part(name, '/', 1) from kernel.migration loop
                    execute format('grant usage on schema %I to {ApplicationRole}', own);
                    execute format('grant select, insert, update, delete on all tables in schema %I to {ApplicationRole}', own);
                    execute format('grant usage, select on all sequences in schema %I to {ApplicationRole}', own);
                    execute format('grant execute on all functions in schema %I to {ApplicationRole}', own);
                end loop;
                revoke update, delete on kernel.audit from {ApplicationRole};
                revoke insert, update, delete on kernel.migration from {ApplicationRole};
            end $$
            """,
            null,
            ct
        );
}
