using Kapprum.Contracts.Roster;
using Microsoft.Extensions.Logging;

namespace Kapprum.Roster.Import;

/// <summary>
/// Makes the roster what an approved import says, in one transaction; what else was previewed is outdated by it. Does
/// nothing when that has been done, or when another import was quicker.
/// </summary>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record CarryOutImport(Guid ImportId) : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        ImportSteps steps,
        Outbox outbox,
        Audit audit,
        TimeProvider clock,
        ILogger<CarryOutImport> log
    ) : ICommandHandler<CarryOutImport>, IEventHandler<ImportApproved>
    {
        public async Task Handle(IReadOnlyList<ImportApproved> happened, CancellationToken ct)
        {
            foreach (var approved in happened)
                await Handle(new CarryOutImport(approved.ImportId), ct);
        }

        public async Task Handle(CarryOutImport command, CancellationToken ct)
        {
            if (await steps.LockIn(ImportStatus.Approved, command.ImportId, ct) is not { } import)
                return;

            if (import.PreviewedOn != clock.Today() && !await CompareAnew(command.ImportId, import.EndMany, ct))
                return;

            await steps.Apply(command.ImportId, ct);
            await db.Execute(
                """
                update roster.import set status = 'applied', applied_at = @Now where id = @ImportId;
                update roster.import
                set status = 'outdated'
                where status in ('previewed', 'approved') and id <> @ImportId
                """,
                new { command.ImportId, Now = clock.GetUtcNow() },
                ct
            );

            var changes = (
                await db.Query<(string Kind, int Added, int Changed, int Ended)>(
                    "select kind, added, changed, ended from roster.import_count where import_id = @ImportId",
                    command,
                    ct
                )
            ).ToDictionary(
                count => count.Kind,
                count => new
                {
                    count.Added,
                    count.Changed,
                    count.Ended,
                }
            );
            audit.Changed("roster.import-apply", "roster-import", command.ImportId, new { import.ApprovedBy, changes });
            await NoteEach(command.ImportId, import.ApprovedBy, ct);
            outbox.Publish(new RosterChanged(command.ImportId));
            log.LogInformation(
                "Import {Import} has been applied: {Added} added, {Changed} changed, {Ended} ended",
                command.ImportId,
                changes.Values.Sum(c => c.Added),
                changes.Values.Sum(c => c.Changed),
                changes.Values.Sum(c => c.Ended)
            );
        }

        /// <summary>
        /// In the log of everybody whose data or guardians it changes, for longer than the changes themselves are kept.
        /// Not of those it adds: a first import would write a row for everybody there is.
        /// </summary>
        private async Task NoteEach(Guid importId, Guid? approvedBy, CancellationToken ct)
        {
            var noted = (
                await db.Query<(string What, Guid Person)>(
                    """
                    select distinct c.kind || '-' || c.change, c.person_id
                    from roster.import_change c
                    where c.import_id = @importId
                      and (c.kind = 'person' and c.change <> 'added'
                           or c.kind = 'guardianship' and not exists (
                               select from roster.import_change child
                               where child.import_id = @importId and child.kind = 'person'
                                 and child.change = 'added' and child.person_id = c.person_id))
                    """,
                    new { importId },
                    ct
                )
            ).ToLookup(one => one.What, one => one.Person);

            audit.Changed(
                "roster.import-person-changed",
                "person",
                [.. noted["person-changed"]],
                new { importId },
                approvedBy
            );
            audit.Changed(
                "roster.import-person-ended",
                "person",
                [.. noted["person-ended"]],
                new { importId },
                approvedBy
            );
            audit.Changed(
                "roster.import-guardianship-begun",
                "child",
                [.. noted["guardianship-added"]],
                new { importId },
                approvedBy
            );
            audit.Changed(
                "roster.import-guardianship-changed",
                "child",
                [.. noted["guardianship-changed"]],
                new { importId },
                approvedBy
            );
            audit.Changed(
                "roster.import-guardianship-ended",
                "child",
                [.. noted["guardianship-ended"]],
                new { importId },
                approvedBy
            );
        }

        /// <summary>
        /// Another day, another preview. If it ends too much now, or another number of what ends for the most part than
        /// was said yes to, it is to be approved again.
        /// </summary>
        private async Task<bool> CompareAnew(Guid importId, bool endMany, CancellationToken ct)
        {
            var approved = ManyEnded.Most(await ManyEnded.Of(db, importId, ct));
            await steps.Compare(importId, ct);
            var many = await ManyEnded.Of(db, importId, ct);
            var goOn =
                many.Count == 0 || (endMany && (ManyEnded.Most(many) is not { } most || most.Ended == approved?.Ended));
            await db.Execute(
                """
                update roster.import
                set previewed_on = @today, status = case when @goOn then status else 'previewed' end
                where id = @importId
                """,
                new
                {
                    importId,
                    goOn,
                    today = clock.Today(),
                },
                ct
            );
            return goOn;
        }
    }
}
