using Kapprum.Roster.Days;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kapprum.Roster.Import;

/// <summary>
/// The steps of an import inside the running transaction. How far they have come is written beside it, on a connection
/// of its own, and so is seen at once; if the transaction does not end well it is begun anew, and so is that.
/// </summary>
internal sealed class ImportSteps(
    NpgsqlConnection db,
    [FromKeyedServices(Connections.OfJobs)] NpgsqlDataSource beside,
    IOptions<RosterSettings> settings,
    TimeProvider clock
)
{
    private const string OpenNewUnits = """
        insert into roster.unit_hours (unit_id, weekday, opens, closes)
        select u.id, weekday, split_part(usual.hours, '-', 1)::interval, split_part(usual.hours, '-', 2)::interval
        from roster.import_change c
        join roster.unit u on u.id = c.unit_id
        join (values ('preschool', @Preschool), ('school', @School), ('leisure-centre', @LeisureCentre))
             usual (kind, hours)
             on usual.kind = u.kind
        cross join generate_series(1, 5) weekday
        where c.import_id = @importId and c.kind = 'unit' and c.change = 'added'
        on conflict do nothing
        """;

    /// <summary>
    /// Locks this import and keeps all others from being previewed or applied; null unless it stands at the status.
    /// While another one is, it is <see cref="NotYet"/> its turn: to wait here would hold a connection for as long as
    /// that takes.
    /// </summary>
    public async Task<LockedImport?> LockIn(ImportStatus status, Guid importId, CancellationToken ct)
    {
        var free = await db.OneOrNone<bool?>(
            """
            select pg_try_advisory_xact_lock(hashtext('kapprum roster import'))
            from roster.import
            where id = @importId and status = @status
            """,
            new { importId, status },
            ct
        );
        if (free is null)
            return null;
        if (free is false)
            throw new NotYet();
        return await db.OneOrNone<LockedImport>(
            """
            select previewed_on, end_many, approved_by
            from roster.import
            where id = @importId and status = @status
            for update
            """,
            new { importId, status },
            ct
        );
    }

    public sealed record LockedImport(DateOnly? PreviewedOn, bool EndMany, Guid? ApprovedBy);

    /// <summary>Finds out what the import changes, as of today.</summary>
    public async Task Compare(Guid importId, CancellationToken ct)
    {
        await Run("checking", Checks.Statements, importId, ct);
        await Run(
            "comparing",
            [
                "delete from roster.import_change where import_id = @importId",
                "delete from roster.import_count where import_id = @importId",
                "delete from roster.import_hidden where import_id = @importId",
                .. RecordTable.All.Select(kind => kind.Compare),
                HiddenInImport.Find,
                .. RecordTable.All.Select(kind => kind.Count),
            ],
            importId,
            ct
        );
    }

    /// <summary>Makes the roster what the file says.</summary>
    public Task Apply(Guid importId, CancellationToken ct) =>
        Run(
            "applying",
            [
                .. RecordTable.All.Select(kind => kind.EndGone),
                // A number that goes from one person to another must be free in between.
                """
                update roster.person t
                set civic_no = null
                from roster.staged_person s
                where s.import_id = @importId and t.id = s.id and t.civic_no is not null
                  and t.civic_no is distinct from s.civic_no
                """,
                .. RecordTable.All.SelectMany(kind => (string[])[kind.Change, kind.Add]),
                """
                update roster.person
                set inactive_since = case when active then null else @today end
                where active = (inactive_since is not null)
                """,
                // Who has come in by an id of its own is nobody else any more.
                """
                delete from roster.person_alias a
                using roster.staged_person s
                where s.import_id = @importId and s.id = a.id
                """,
                """
                insert into roster.person_alias (id, person_id)
                select id, person_id from roster.staged_alias where import_id = @importId
                on conflict (id) do update set person_id = excluded.person_id
                """,
                OpenNewUnits,
                .. RecordTable.All.Select(kind =>
                    $"delete from roster.staged_{kind.Table} where import_id = @importId"
                ),
                "delete from roster.staged_alias where import_id = @importId",
                "select roster.analyze_roster()",
                $"select roster.keep_frame(@today - {KeepFrame.DaysBack}, @today + {KeepFrame.DaysAhead})",
            ],
            importId,
            ct
        );

    private async Task Run(string phase, IReadOnlyCollection<string> statements, Guid importId, CancellationToken ct)
    {
        await using var progress = await beside.OpenConnectionAsync(ct);
        var usual = settings.Value.UsualHours;
        // Whole tables are sorted and joined here, once and for nobody else.
        await db.Execute("set local work_mem = '64MB'", null, ct);
        foreach (var (done, statement) in statements.Index())
        {
            await progress.Execute(
                """
                insert into roster.import_progress (import_id, phase, done, total)
                values (@importId, @phase, @done, @Count)
                on conflict (import_id) do update
                set phase = excluded.phase, done = excluded.done, total = excluded.total
                """,
                new
                {
                    importId,
                    phase,
                    done,
                    statements.Count,
                },
                ct
            );
            await db.Execute(
                statement,
                new
                {
                    importId,
                    today = clock.Today(),
                    usual.Preschool,
                    usual.School,
                    usual.LeisureCentre,
                },
                ct,
                unlimited: true
            );
        }
    }
}
