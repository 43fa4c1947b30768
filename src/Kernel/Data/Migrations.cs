using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Applies migrations/&lt;schema&gt;/&lt;nnnn&gt;_&lt;what&gt;.sql, each once, in order, then the functions and views
/// of migrations/&lt;schema&gt;/repeatable/&lt;name&gt;.sql, by name, each again whenever its text has changed; all or
/// none. A numbered file that a database has applied is never edited: a host that finds one changed does not start.
/// Hosts that start together wait for each other. They run as the owner of the database; the application then works as
/// <see cref="ApplicationRole"/>, which may add to and read the audit log, and nothing else with it.
/// </summary>
public static class Migrations
{
    public const string ApplicationRole = "kapprum_app";

    private sealed record Script(string Name, string Sql)
    {
        public bool IsRepeatable => IsRepeatableName(Name);

        // The same however a checkout ends its lines.
        public string Sha256 { get; } =
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
    }

    /// <exception cref="InvalidOperationException">A file that this database has applied has been changed.</exception>
    /// <returns>How many were applied.</returns>
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
            alter table kernel.migration add column if not exists sha256 text;
            """,
            null,
            ct
        );
        var applied = (
            await db.Query<(string Name, string? Sha256)>("select name, sha256 from kernel.migration", null, ct)
        ).ToDictionary(row => row.Name, row => row.Sha256);

        var scripts = await Scripts(folder, ct);
        foreach (var script in scripts)
            if (!script.IsRepeatable && applied.GetValueOrDefault(script.Name) is { } sha256 && sha256 != script.Sha256)
                throw new InvalidOperationException(
                    $"The migration {script.Name} has been changed since this database applied it. "
                        + "Put it back as it was and write what is new in a file of its own."
                );

        // A host of an older version must not put its older functions back.
        var names = scripts.Select(script => script.Name).ToHashSet();
        var ahead = applied
            .Keys.Where(name => IsNumbered(name) && !names.Contains(name))
            .Select(SchemaOf)
            .Where(schema => names.Any(name => SchemaOf(name) == schema))
            .ToHashSet();

        var due = 0;
        foreach (var script in scripts)
        {
            var isKnown = applied.TryGetValue(script.Name, out var before);
            if (
                script.IsRepeatable
                    ? ahead.Contains(SchemaOf(script.Name)) || before == script.Sha256
                    : before is not null
            )
                continue;

            // One that was applied before checksums were kept gets the one it has now.
            if (script.IsRepeatable || !isKnown)
            {
                await db.Execute(script.Sql, null, ct, unlimited: true);
                due++;
            }

            await db.Execute(
                """
                insert into kernel.migration (name, applied_at, sha256) values (@Name, @Now, @Sha256)
                on conflict (name) do update
                set sha256 = @Sha256,
                    applied_at = case when @IsRepeatable then @Now else kernel.migration.applied_at end
                """,
                new
                {
                    script.Name,
                    script.Sha256,
                    script.IsRepeatable,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
        }

        if (due > 0)
            await Grant(db, ct);
        await transaction.CommitAsync(ct);
        return due;
    }

    private static string SchemaOf(string name) => name.Split('/')[0];

    private static async Task<IReadOnlyList<Script>> Scripts(string folder, CancellationToken ct)
    {
        List<Script> scripts = [];
        foreach (var file in Directory.GetFiles(folder, "*.sql", SearchOption.AllDirectories))
            scripts.Add(
                new(Path.GetRelativePath(folder, file).Replace('\\', '/'), await File.ReadAllTextAsync(file, ct))
            );
        return
        [
            .. scripts
                .OrderBy(script => script.IsRepeatable)
                .ThenBy(script => !script.Name.StartsWith("kernel/", StringComparison.Ordinal))
                .ThenBy(script => script.Name, StringComparer.Ordinal),
        ];
    }

    private static bool IsRepeatableName(string name) => name.Contains("/repeatable/", StringComparison.Ordinal);

    private static bool IsNumbered(string name) =>
        name.EndsWith(".sql", StringComparison.Ordinal) && !IsRepeatableName(name);

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
                    execute format(
                        'grant select, insert, update, delete on all tables in schema %I to {ApplicationRole}', own);
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
