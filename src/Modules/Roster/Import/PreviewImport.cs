namespace Kapprum.Roster.Import;

/// <summary>
/// Works out what a staged import would change: rejects the records that do not fit, compares the rest with the roster,
/// and counts. Does nothing when that has been done.
/// </summary>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record PreviewImport(Guid ImportId) : ICommand
{
    public sealed class Handler(NpgsqlConnection db, ImportSteps steps, TimeProvider clock)
        : ICommandHandler<PreviewImport>,
            IEventHandler<ImportStaged>
    {
        public async Task Handle(IReadOnlyList<ImportStaged> happened, CancellationToken ct)
        {
            foreach (var staged in happened)
                await Handle(new PreviewImport(staged.ImportId), ct);
        }

        public async Task Handle(PreviewImport command, CancellationToken ct)
        {
            if (await steps.LockIn(ImportStatus.Staged, command.ImportId, ct) is null)
                return;

            await steps.Compare(command.ImportId, ct);
            await db.Execute(
                "update roster.import set status = 'previewed', previewed_on = @today where id = @ImportId",
                new { command.ImportId, today = clock.Today() },
                ct
            );
        }
    }
}
