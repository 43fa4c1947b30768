namespace Kapprum.Roster.Import;

/// <summary>An administrator has said yes to a preview; the import is to be carried out.</summary>
[Event("roster/import-approved")]
internal sealed record ImportApproved(Guid ImportId) : IEvent;

/// <summary>
/// An administrator says yes to a preview. The import is then carried out beside the request; <see cref="GetImport"/>
/// tells how far it has come.
/// </summary>
/// <param name="EndMany">Go on even though more than 10 % of something would end.</param>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record ApplyImport(bool EndMany = false) : ICommand
{
    internal Guid ImportId { get; init; }
    internal Guid? By { get; init; }

    public sealed class Handler(NpgsqlConnection db, Outbox outbox, Audit audit) : ICommandHandler<ApplyImport>
    {
        public async Task Handle(ApplyImport command, CancellationToken ct)
        {
            var status =
                await db.OneOrNone<ImportStatus?>(
                    "select status from roster.import where id = @ImportId for update",
                    new { command.ImportId },
                    ct
                ) ?? throw Refusal.NotFound("import");
            if (status != ImportStatus.Previewed)
                throw Refusal.Conflict($"roster/import-{status.Stored()}");
            if (!command.EndMany && await ManyEnded.Of(db, command.ImportId, ct) is { } many)
                throw Refusal.Conflict(
                    "roster/import-ends-many",
                    ("kind", many.Kind.Stored()),
                    ("ended", many.Ended),
                    ("before", many.Before)
                );

            await db.Execute(
                """
                update roster.import
                set status = 'approved', end_many = @EndMany, approved_by = @By
                where id = @ImportId
                """,
                new
                {
                    command.ImportId,
                    command.EndMany,
                    command.By,
                },
                ct
            );
            audit.Changed("roster.import-approve", "roster-import", command.ImportId, new { command.EndMany });
            outbox.Publish(new ImportApproved(command.ImportId));
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/roster/imports/{id:guid}/apply",
                    async (Guid id, ApplyImport command, CurrentUser user, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command with { ImportId = id, By = user.AccountId }, ct);
                        return TypedResults.Accepted($"/api/roster/imports/{id}");
                    }
                )
                .Roles(Roles.Administrator)
                .Summary("Apply a previewed import", new ApplyImport())
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "roster/import-ends-many",
                    "roster/import-staged",
                    "roster/import-approved",
                    "roster/import-applied",
                    "roster/import-outdated"
                );
    }
}

/// <summary>What an import would end more than 10 % of: the file may be half a roster.</summary>
internal sealed record ManyEnded(RecordKind Kind, int Ended, int Before)
{
    public static Task<ManyEnded?> Of(NpgsqlConnection db, Guid importId, CancellationToken ct) =>
        db.FirstOrNone<ManyEnded?>(
            """
            select kind, ended, before
            from roster.import_count
            where import_id = @importId and ended * 10 > before
            order by ended::float / before desc
            """,
            new { importId },
            ct
        );
}
