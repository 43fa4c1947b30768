using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kapprum.Roster.Import;

/// <summary>
/// Every night: what nobody has applied in time is outdated and the records it kept are removed; what old imports
/// changed and rejected is forgotten. The imports themselves and their counts stay.
/// </summary>
internal sealed record TidyImports : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        IOptions<RosterSettings> settings,
        TimeProvider clock,
        ILogger<TidyImports> log
    ) : ICommandHandler<TidyImports>
    {
        public async Task Handle(TidyImports command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var outdated = await db.Execute(
                "update roster.import set status = 'outdated' where status in ('staged', 'previewed') and uploaded_at < @Before",
                new { Before = now.AddDays(-settings.Value.ImportApplyDays) },
                ct
            );
            var records = 0;
            foreach (var kind in Kind.All)
                records += await db.Execute(
                    $"delete from roster.staged_{kind.Table} s using roster.import i where i.id = s.import_id and i.status in ('applied', 'outdated')",
                    null,
                    ct,
                    unlimited: true
                );
            var forgotten = await db.Execute(
                """
                delete from roster.import_change c using roster.import i where i.id = c.import_id and i.uploaded_at < @Before;
                delete from roster.import_rejection r using roster.import i where i.id = r.import_id and i.uploaded_at < @Before;
                delete from roster.import_progress p using roster.import i where i.id = p.import_id and i.status in ('applied', 'outdated')
                """,
                new { Before = now.AddDays(-settings.Value.ImportDetailDays) },
                ct,
                unlimited: true
            );

            log.LogInformation(
                "Tidied up imports: {Outdated} outdated, {Records} kept records and {Forgotten} details removed",
                outdated,
                records,
                forgotten
            );
        }
    }
}
