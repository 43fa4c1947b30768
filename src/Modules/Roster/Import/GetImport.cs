namespace Kapprum.Roster.Import;

/// <summary>
/// An import as administrators see it: how far it has come, and per kind of record what it changes and what it cannot
/// take in.
/// </summary>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record GetImport(Guid Id) : IQuery<GetImport.Answer>
{
    public sealed record Answer
    {
        public required Guid Id { get; init; }
        public required ImportStatus Status { get; init; }

        /// <summary>The name of the file.</summary>
        public required string File { get; init; }
        public required long Bytes { get; init; }
        public required DateTimeOffset UploadedAt { get; init; }

        /// <summary>The account; null when it came over the command line.</summary>
        public required Guid? UploadedBy { get; init; }

        /// <summary>The day the preview counts for.</summary>
        public required DateOnly? PreviewedOn { get; init; }
        public required DateTimeOffset? AppliedAt { get; init; }

        /// <summary>It would end more than 10 % of something; applying it wants <c>endMany</c>.</summary>
        public required bool EndsMany { get; init; }

        /// <summary>
        /// The kind of which it would end more than half, and not just a few; of several the one of which most end.
        /// Applying it wants their number as <c>ended</c>. Null when it ends less.
        /// </summary>
        public required RecordKind? EndsMost { get; init; }

        /// <summary>
        /// Nothing in it has an id that stands in the roster: it seems to be the file of another municipality.
        /// </summary>
        public required bool OfAnother { get; init; }

        /// <summary>The step that runs now; null when none does.</summary>
        public required ImportProgress? Progress { get; init; }
        public required IReadOnlyList<Count> Counts { get; init; }

        /// <summary>
        /// How many of the file's records are about people with a protected identity; they are in no other number.
        /// </summary>
        public int Hidden { get; init; }
        public required IReadOnlyList<Why> Rejections { get; init; }

        /// <summary>What it takes in otherwise than it stands in the file.</summary>
        public required IReadOnlyList<Why> Warnings { get; init; }
    }

    /// <summary>What becomes of one kind of record.</summary>
    /// <param name="Before">How many hold today, without the import.</param>
    /// <param name="Changed">Among them what had ended and comes back.</param>
    /// <param name="Ended">No longer in the file, or ended by it before today.</param>
    /// <param name="EndsMany">More than 10 % of those before.</param>
    public sealed record Count(
        RecordKind Kind,
        int Before,
        int Added,
        int Changed,
        int Ended,
        int Unchanged,
        int Rejected
    )
    {
        public bool EndsMany => ManyEnded.IsMany(Ended, Before);
    }

    /// <summary>
    /// Why records are rejected, or what is made of them: how many of a kind for a reason, and where in the file the
    /// first one is.
    /// </summary>
    /// <param name="Field">Of what refers in vain the field that does; of a warning its field.</param>
    /// <param name="Missing">How many different things are referred to in vain.</param>
    public sealed record Why(
        RecordKind Kind,
        RecordProblem Reason,
        string Text,
        int Count,
        string FirstPlace,
        string? Field,
        int Missing
    );

    private sealed record Remarked(
        RecordKind Kind,
        RecordProblem Reason,
        string? Field,
        int Count,
        int Missing,
        int Item,
        int? Part
    )
    {
        public Why As(string text) =>
            new(Kind, Reason, text, Count, RecordTable.Of(Kind).PlaceOf(Item, Part), Field, Missing);
    }

    public sealed class Handler(NpgsqlConnection db, Texts texts, TimeProvider clock) : IQueryHandler<GetImport, Answer>
    {
        public async Task<Answer> Handle(GetImport query, CancellationToken ct)
        {
            await using var found = await db.QuerySeveral(
                $"""
                select i.id, i.status, i.file, i.bytes, i.uploaded_at, i.uploaded_by, i.previewed_on, i.applied_at,
                       (select coalesce(sum(c.hidden), 0)::int from roster.import_count c where c.import_id = @importId)
                           as hidden
                from roster.import i
                where i.id = @importId;

                select p.phase, p.done, p.total
                from roster.import_progress p
                join roster.import i on i.id = p.import_id and i.status in ('staged', 'approved')
                where p.import_id = @importId;

                select kind, before, added, changed, ended, unchanged, rejected
                from roster.import_count
                where import_id = @importId;

                select kind, reason, vain.field, count(*)::int as count, count(distinct missing_id)::int as missing,
                       (array_agg(item order by item, part))[1] as item,
                       (array_agg(part order by item, part))[1] as part
                from roster.import_rejection r
                cross join lateral (select case r.reason when 'dangling-reference' then r.field end as field) vain
                where import_id = @importId and {RecordTable.ToldOfRejected}
                group by kind, reason, vain.field
                order by kind, reason, vain.field;

                select kind, reason, field, count(*)::int as count, count(distinct missing_id)::int as missing,
                       (array_agg(item order by item, part))[1] as item,
                       (array_agg(part order by item, part))[1] as part
                from roster.import_warning r
                where import_id = @importId and {RecordTable.ToldOfRejected}
                group by kind, reason, field
                order by kind, reason, field
                """,
                new { importId = query.Id, today = clock.Today() },
                ct
            );
            var import = await found.OneOrNone<Answer>() ?? throw Refusal.NotFound("import");
            var progress = await found.OneOrNone<ImportProgress>();
            var counts = (await found.Query<Count>()).ToDictionary(count => count.Kind);
            var rejected = await found.Query<Remarked>();
            var warned = await found.Query<Remarked>();

            return import with
            {
                EndsMany = counts.Values.Any(count => count.EndsMany),
                EndsMost = ManyEnded
                    .Most(counts.Values.Select(one => new ManyEnded(one.Kind, one.Ended, one.Before)))
                    ?.Kind,
                OfAnother = IsOfAnother(counts),
                Progress = progress,
                Counts =
                [
                    .. RecordTable.All.Where(kind => counts.ContainsKey(kind.Name)).Select(kind => counts[kind.Name]),
                ],
                Rejections = [.. rejected.Select(r => r.As(texts[$"roster.rejected.{r.Reason.Stored()}.all"]))],
                Warnings = [.. warned.Select(w => w.As(texts.OfWarning(w.Reason, w.Field)))],
            };
        }
    }

    /// <summary>All units and all people end, and none of them stays or changes.</summary>
    private static bool IsOfAnother(Dictionary<RecordKind, Count> counts) =>
        new[] { RecordKind.Unit, RecordKind.Person }.All(kind =>
            counts.GetValueOrDefault(kind) is { Before: > 0, Changed: 0, Unchanged: 0 } count
            && count.Ended == count.Before
        );

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/roster/imports/{id:guid}",
                    (Guid id, ISender sender, CancellationToken ct) => sender.Send(new GetImport(id), ct)
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary("An import: how far it has come, what it changes, what it rejects")
                .Refuses(404, "not-found");
    }
}
