namespace Kapprum.Roster.Import;

/// <summary>An administrator has said yes to a preview; the import is to be carried out.</summary>
[Event("roster/import-approved")]
internal sealed record ImportApproved(Guid ImportId) : IEvent;

/// <summary>
/// An administrator says yes to a preview. The import is then carried out beside the request; <see cref="GetImport"/>
/// tells how far it has come.
/// </summary>
/// <param name="EndMany">Go on even though more than 10 % of something would end.</param>
/// <param name="Ended">How many end of what ends for the most part (<see cref="ManyEnded.Most"/>), as a file of another
/// municipality would make it: a number that one has read, which no tick stands for.</param>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record ApplyImport(bool EndMany = false, int? Ended = null) : ICommand
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
            var many = await ManyEnded.Of(db, command.ImportId, ct);
            if (many.Count > 0 && !command.EndMany)
                throw EndsMany("roster/import-ends-many", many[0]);
            if (ManyEnded.Most(many) is { } most && most.Ended != command.Ended)
                throw EndsMany("roster/import-ends-most", most);

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

        private static Refusal EndsMany(string code, ManyEnded many) =>
            Refusal.Conflict(code, ("kind", many.Kind.Stored()), ("ended", many.Ended), ("before", many.Before));
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
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary("Apply a previewed import", new ApplyImport())
                .Refuses(404, "not-found")
                .Refuses(
                    409,
                    "roster/import-ends-many",
                    "roster/import-ends-most",
                    "roster/import-staged",
                    "roster/import-approved",
                    "roster/import-applied",
                    "roster/import-outdated"
                );
    }
}

/// <summary>What an import would end more than 10 % of: the file may be half a roster, or that of another
/// municipality.</summary>
internal sealed record ManyEnded(RecordKind Kind, int Ended, int Before)
{
    /// <summary>
    /// What a roster stands on. Of the rest, such as who is in which group, a new school year may end nearly all.
    /// </summary>
    private static readonly RecordKind[] Whole =
    [
        RecordKind.Unit,
        RecordKind.Person,
        RecordKind.Placement,
        RecordKind.Enrolment,
    ];

    /// <summary>So few are seen one by one in the list of what changes.</summary>
    private const int Few = 10;

    public static bool IsMany(int ended, int before) => ended * 10L > before;

    /// <summary>More than half of what a roster stands on.</summary>
    private bool IsMost => Ended >= Few && Ended * 2L > Before && Whole.Contains(Kind);

    /// <summary>The largest share first.</summary>
    public static Task<IReadOnlyList<ManyEnded>> Of(NpgsqlConnection db, Guid importId, CancellationToken ct) =>
        db.Query<ManyEnded>(
            """
            select kind, ended, before
            from roster.import_count
            where import_id = @importId and ended * 10 > before
            order by ended::float / before desc, ended desc, kind
            """,
            new { importId },
            ct
        );

    /// <summary>Of what ends for the most part that of which most end; null when nothing does.</summary>
    public static ManyEnded? Most(IEnumerable<ManyEnded> many) => many.Where(one => one.IsMost).MaxBy(one => one.Ended);
}
