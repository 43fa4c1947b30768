using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Applies migrations/&lt;schema&gt;/&lt;nnnn&gt;_&lt;what&gt;.sql, each once, in order, then the functions and views
/// of migrations/&lt;schema&gt;/repeatable/&lt;name&gt;.sql, by name, each again whenever its text has changed; all or
/// none. Only what is made <c>concurrently</c>, an index of a large table, cannot be in a transaction: what is before
/// it is kept when it fails. A numbered file that a database has applied is never edited: a host that finds one changed
/// does not start. Hosts that start together wait for each other; one that finds nothing to do takes no lock. They run
/// as the owner of the database; the application then works as <see cref="ApplicationRole"/>, which may add to and read
/// the audit log, and nothing else with it.
/// </summary>
public static partial class Migrations
{
    public const string ApplicationRole = "kapprum_app";

    // Whoever asks for a table after a migration that waits for it waits as well: a migration waits shortly, lets all
    // of them pass, and comes again.
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AllPatience = TimeSpan.FromMinutes(30);

    private sealed partial record Script(string Name, string Sql)
    {
        public bool IsRepeatable => IsRepeatableName(Name);

        /// <summary>Whether PostgreSQL makes it beside those who read and write, which takes no transaction.</summary>
        public bool IsConcurrent => Concurrently().IsMatch(Sql);

        // The same however a checkout ends its lines.
        public string Sha256 { get; } =
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

        [GeneratedRegex(@"^\s*(create|drop|reindex)\b[^;]*\bconcurrently\b", RegexOptions.Multiline)]
        private static partial Regex Concurrently();
    }

    /// <param name="Runs">False for one that was applied before checksums were kept, and only gets its.</param>
    private sealed record Due(Script Script, bool Runs);

    /// <param name="say">Told what it waits for.</param>
    /// <exception cref="OperatorError">A file that this database has applied has been changed, or one
    /// fails: the message says which, and where.</exception>
    /// <returns>How many were applied.</returns>
    public static async Task<int> Apply(
        string folder,
        NpgsqlDataSource owner,
        TimeProvider clock,
        Action<string>? say = null,
        CancellationToken ct = default
    )
    {
        var scripts = await Scripts(folder, ct);
        await using var db = await owner.OpenConnectionAsync(ct);
        if ((await WhatIsDue(db, scripts, ct)).Count == 0 && await IsGranted(db, ct))
            return 0;

        await TakeTurn(db, ct);
        var applied = 0;
        while (await WhatIsDue(db, scripts, ct) is { Count: > 0 } due)
        {
            if (due[0].Script.IsConcurrent)
                due = [due[0]];
            else
                due = [.. due.TakeWhile(one => !one.Script.IsConcurrent)];

            await WithRetries(
                () =>
                    due[0].Script.IsConcurrent
                        ? ApplyConcurrently(db, owner, due[0], clock, ct)
                        : ApplyTogether(db, owner, due, clock, ct),
                say,
                ct
            );
            applied += due.Count(one => one.Runs);
        }

        // The cluster's own, which no backup of a database brings along.
        if (!await IsGranted(db, ct))
            await Grant(db, ct);
        await db.Execute($"select pg_advisory_unlock({Turn})", null, ct);
        return applied;
    }

    private const string Turn = "hashtext('kapprum migrations')";

    /// <summary>
    /// Waits until no other host migrates. It asks again and again: who waited in a statement would hold a snapshot,
    /// which an index that is made concurrently waits for.
    /// </summary>
    public static async Task TakeTurn(NpgsqlConnection db, CancellationToken ct)
    {
        while (!await db.Value<bool>($"select pg_try_advisory_lock({Turn})", null, ct))
            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
    }

    private static async Task<IReadOnlyList<Due>> WhatIsDue(
        NpgsqlConnection db,
        IReadOnlyList<Script> scripts,
        CancellationToken ct
    )
    {
        var applied = await db.Value<bool>("select to_regclass('kernel.migration') is not null", null, ct)
            ? (
                await db.Query<(string Name, string? Sha256)>(
                    "select name, to_jsonb(migration) ->> 'sha256' from kernel.migration",
                    null,
                    ct
                )
            ).ToDictionary(row => row.Name, row => row.Sha256)
            : [];

        foreach (var script in scripts)
            if (!script.IsRepeatable && applied.GetValueOrDefault(script.Name) is { } sha256 && sha256 != script.Sha256)
                throw new OperatorError(
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

        return
        [
            .. from script in scripts
            let isKnown = applied.ContainsKey(script.Name)
            let before = applied.GetValueOrDefault(script.Name)
            where
                script.IsRepeatable ? !ahead.Contains(SchemaOf(script.Name)) && before != script.Sha256 : before is null
            select new Due(script, Runs: script.IsRepeatable || !isKnown),
        ];
    }

    private static async Task ApplyTogether(
        NpgsqlConnection db,
        NpgsqlDataSource owner,
        IReadOnlyList<Due> due,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        await db.Execute(
            $"""
            set local lock_timeout = {LockPatience.TotalMilliseconds};
            create schema if not exists kernel;
            create table if not exists kernel.migration (
                name text primary key, applied_at timestamptz not null, sha256 text);
            """,
            null,
            ct
        );
        // Asked first, as the statement locks the table even when there is nothing to add.
        if (
            !await db.Value<bool>(
                """
                select exists (select from pg_attribute
                               where attrelid = 'kernel.migration'::regclass and attname = 'sha256'
                                 and not attisdropped)
                """,
                null,
                ct
            )
        )
            await db.Execute("alter table kernel.migration add column sha256 text", null, ct);

        foreach (var one in due)
        {
            if (one.Runs)
                await Run(db, owner, one.Script, "Nothing has been changed.", ct);
            await Note(db, one.Script, clock, ct);
        }

        await Grant(db, ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task ApplyConcurrently(
        NpgsqlConnection db,
        NpgsqlDataSource owner,
        Due due,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        // One that was begun and not finished is there by its name, and good for nothing.
        foreach (
            var unfinished in await db.Query<string>(
                """
                select format('%I.%I', nspname, relname)
                from pg_index
                join pg_class on pg_class.oid = indexrelid
                join pg_namespace on pg_namespace.oid = relnamespace
                where not indisvalid and nspname = @Schema
                """,
                new { Schema = SchemaOf(due.Script.Name) },
                ct
            )
        )
            await db.Execute($"drop index concurrently if exists {unfinished}", null, ct, unlimited: true);
        if (due.Runs)
            await Run(db, owner, due.Script, "What is before it in the list has been applied.", ct);
        await Note(db, due.Script, clock, ct);
    }

    private static Task Note(NpgsqlConnection db, Script script, TimeProvider clock, CancellationToken ct) =>
        db.Execute(
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

    /// <exception cref="Locked">Somebody has what it needs.</exception>
    /// <exception cref="OperatorError">It fails; the message says where.</exception>
    private static async Task Run(
        NpgsqlConnection db,
        NpgsqlDataSource owner,
        Script script,
        string outcome,
        CancellationToken ct
    )
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watching = Blockers(owner, db.ProcessID, over.Token);
        try
        {
            await SqlText.Run(db, script.Sql, ct);
        }
        catch (SqlText.Failure e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await over.CancelAsync();
            throw new Locked(script.Name, await watching);
        }
        catch (SqlText.Failure e)
        {
            throw new OperatorError(
                $"The migration {script.Name} fails at line {e.Line}: {e.Message} ({e.SqlState}). {outcome}",
                e
            );
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    /// <summary>Looks, from beside, who keeps a session waiting, for as long as it lasts.</summary>
    /// <returns>Who did last: what is known of a session but not its statement, which may have names in it.</returns>
    private static async Task<string> Blockers(NpgsqlDataSource owner, int session, CancellationToken over)
    {
        var last = "somebody";
        try
        {
            await Task.Delay(LockPatience / 4, over);
            await using var beside = await owner.OpenConnectionAsync(over);
            for (; ; await Task.Delay(LockPatience / 8, over))
                if (
                    await beside.Value<string?>(
                        """
                        select string_agg(
                            format('process %s (%s of %s, begun at %s UTC)', pid,
                                   coalesce(nullif(application_name, ''), backend_type), usename,
                                   to_char(xact_start at time zone 'UTC', 'HH24:MI:SS')),
                            ', ' order by pid)
                        from pg_stat_activity
                        where pid = any(pg_blocking_pids(@session))
                        """,
                        new { session },
                        over
                    ) is
                    { } now
                )
                    last = now;
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException)
        {
            return last;
        }
    }

    private sealed class Locked(string script, string blockers)
        : Exception($"The migration {script} waits for {blockers}.");

    /// <summary>Does it again, after pauses that grow, for as long as somebody has what it needs.</summary>
    private static async Task WithRetries(Func<Task> work, Action<string>? say, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            try
            {
                await work();
                return;
            }
            catch (Locked locked) when (waited.Elapsed < AllPatience)
            {
                say?.Invoke($"{locked.Message} It comes again in {pause.TotalSeconds:0} s.");
                await Task.Delay(pause, ct);
            }
            catch (Locked locked)
            {
                throw new OperatorError($"{locked.Message} It has given up; nothing has been changed.");
            }
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

    /// <summary>
    /// Whether the application's role is there, the owner may work as it, and it has its rights and no more: what is
    /// made once in a cluster is not in a database that was restored into another.
    /// </summary>
    private static Task<bool> IsGranted(NpgsqlConnection db, CancellationToken ct) =>
        db.Value<bool>(
            $"""
            with app as (select oid from pg_roles where rolname = '{ApplicationRole}'),
            own as (
                select oid from pg_namespace
                where nspname in (select split_part(name, '/', 1) from kernel.migration))
            select exists (select from app where pg_has_role(current_user, app.oid, 'member'))
               and not exists (
                   select from app, own where not has_schema_privilege(app.oid, own.oid, 'usage'))
               and not exists (
                   select from app, pg_class, unnest('{ReadAndWrite}'::text[]) may
                   where relnamespace in (select oid from own) and relkind in ('r', 'p', 'v', 'm')
                     and has_table_privilege(app.oid, pg_class.oid, may)
                         = (may <> 'select' and pg_class.oid = 'kernel.migration'::regclass
                            or may in ('update', 'delete') and pg_class.oid = 'kernel.audit'::regclass))
               and not exists (
                   select from app, pg_class
                   where relnamespace in (select oid from own) and relkind = 'S'
                     and not has_sequence_privilege(app.oid, pg_class.oid, 'usage'))
               and not exists (
                   select from app, pg_proc
                   where pronamespace in (select oid from own)
                     and not has_function_privilege(app.oid, pg_proc.oid, 'execute'))
            """,
            null,
            ct
        );

    private const string ReadAndWrite = "{select,insert,update,delete}";

    // Roles belong to the cluster and not to the database: another database's migration may create it at the same
    // moment.
    private static Task Grant(NpgsqlConnection db, CancellationToken ct) =>
        db.Execute(
            $"""
            do $$
            declare own text;
            begin
                if not exists (select from pg_roles where rolname = '{ApplicationRole}') then
                    begin
                        create role {ApplicationRole} nologin;
                    exception when duplicate_object or unique_violation then null;
                    end;
                end if;
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
