namespace Kapprum.Roster.Import;

/// <summary>
/// An import as administrators see it: how far it has come, and per kind of record what it changes and what it cannot
/// take in.
/// </summary>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record GetImport(Guid Id) : IQuery<GetImport.Answer>
{
    /// <param name="Status"> staged (the preview is being made), previewed, approved (being applied), applied, or
    /// outdated: another import has been applied since, or nobody applied it in time. </param>
    /// <param name="File">The name of the file.</param>
    /// <param name="UploadedBy">The account; null when it came over the command line.</param>
    /// <param name="PreviewedOn">The day the preview counts for.</param>
    /// <param name="EndsMany">It would end more than 10 % of something; applying it wants <c>endMany</c>.</param>
    /// <param name="Progress">The step that runs now; null when none does.</param>
    public sealed record Answer(
        Guid Id,
        string Status,
        string File,
        long Bytes,
        DateTimeOffset UploadedAt,
        Guid? UploadedBy,
        DateOnly? PreviewedOn,
        DateTimeOffset? AppliedAt,
        bool EndsMany,
        ImportProgress? Progress,
        IReadOnlyList<Count> Counts,
        IReadOnlyList<Why> Rejections
    );

    /// <summary>What becomes of one kind of record.</summary>
    /// <param name="Kind">unit, group, person, guardianship, placement, enrolment, membership, duty or assignment (a
    /// group of a duty).</param>
    /// <param name="Before">How many hold today, without the import.</param>
    /// <param name="Changed">Among them what had ended and comes back.</param>
    /// <param name="Ended">No longer in the file, or ended by it before today.</param>
    /// <param name="EndsMany">More than 10 % of those before.</param>
    public sealed record Count(string Kind, int Before, int Added, int Changed, int Ended, int Unchanged, int Rejected)
    {
        public bool EndsMany => Ended * 10L > Before;
    }

    /// <summary>
    /// Why records are rejected: how many of a kind for a reason, and where in the file the first one is.
    /// </summary>
    public sealed record Why(string Kind, string Reason, string Text, int Count, string FirstPlace);

    private sealed record Row(
        Guid Id,
        string Status,
        string File,
        long Bytes,
        DateTime UploadedAt,
        Guid? UploadedBy,
        DateOnly? PreviewedOn,
        DateTime? AppliedAt,
        string? Phase,
        long? Done,
        long? Total
    );

    private sealed record Rejected(string Kind, string Reason, int Count, int Item, int? Part);

    public sealed class Handler(NpgsqlConnection db, Texts texts) : IQueryHandler<GetImport, Answer>
    {
        public async Task<Answer> Handle(GetImport query, CancellationToken ct)
        {
            await using var found = await db.QuerySeveral(
                """
                select i.id, i.status, i.file, i.bytes, i.uploaded_at, i.uploaded_by, i.previewed_on, i.applied_at, p.phase, p.done, p.total
                from roster.import i
                left join roster.import_progress p on p.import_id = i.id and i.status in ('staged', 'approved')
                where i.id = @Id;

                select kind, before, added, changed, ended, unchanged, rejected from roster.import_count where import_id = @Id;

                select distinct on (kind, reason) kind, reason, count(*) over (partition by kind, reason)::int as count, item, part
                from roster.import_rejection
                where import_id = @Id
                order by kind, reason, item, part
                """,
                query,
                ct
            );
            var import = await found.OneOrNone<Row>() ?? throw Refusal.NotFound("import");
            var counts = (await found.Query<Count>()).ToDictionary(count => count.Kind);
            var rejected = await found.Query<Rejected>();

            return new(
                import.Id,
                import.Status,
                import.File,
                import.Bytes,
                import.UploadedAt,
                import.UploadedBy,
                import.PreviewedOn,
                import.AppliedAt,
                EndsMany: counts.Values.Any(count => count.EndsMany),
                import.Phase is null ? null : new(import.Phase, import.Done!.Value, import.Total!.Value),
                [.. Kind.All.Where(kind => counts.ContainsKey(kind.Name)).Select(kind => counts[kind.Name])],
                [
                    .. rejected.Select(r => new Why(
                        r.Kind,
                        r.Reason,
                        texts[$"roster.rejected.{r.Reason}.all"],
                        r.Count,
                        Kind.Of(r.Kind).PlaceOf(r.Item, r.Part)
                    )),
                ]
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/roster/imports/{id:guid}",
                    (Guid id, ISender sender, CancellationToken ct) => sender.Send(new GetImport(id), ct)
                )
                .Roles(Roles.Administrator)
                .Summary("An import: how far it has come, what it changes, what it rejects")
                .Refuses(404, "not-found");
    }
}
