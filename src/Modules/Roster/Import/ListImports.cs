namespace Kapprum.Roster.Import;

/// <summary>The imports, the latest first, for administrators.</summary>
/// <param name="Limit">How many at most, 1 to 200.</param>
internal sealed record ListImports(string? Cursor = null, int Limit = 50) : IQuery<Page<ListImports.Item>>
{
    public sealed record Item
    {
        public required Guid Id { get; init; }
        public required ImportStatus Status { get; init; }
        public required string File { get; init; }
        public required long Bytes { get; init; }
        public required DateTimeOffset UploadedAt { get; init; }

        /// <summary>The account; null when it came over the command line.</summary>
        public required Guid? UploadedBy { get; init; }
        public required DateTimeOffset? AppliedAt { get; init; }
        public required int Added { get; init; }
        public required int Changed { get; init; }
        public required int Ended { get; init; }
        public required int Rejected { get; init; }
    }

    private sealed record Position(Guid Id);

    public sealed class Validator : AbstractValidator<ListImports>
    {
        public Validator() => RuleFor(x => x.Limit).InclusiveBetween(1, 200);
    }

    public sealed class Handler(NpgsqlConnection db) : IQueryHandler<ListImports, Page<Item>>
    {
        public async Task<Page<Item>> Handle(ListImports query, CancellationToken ct)
        {
            var rows = await db.Query<Item>(
                """
                select i.id, i.status, i.file, i.bytes, i.uploaded_at, i.uploaded_by, i.applied_at,
                       coalesce(sum(c.added), 0)::int as added, coalesce(sum(c.changed), 0)::int as changed,
                       coalesce(sum(c.ended), 0)::int as ended, coalesce(sum(c.rejected), 0)::int as rejected
                from roster.import i
                left join roster.import_count c on c.import_id = i.id
                where i.id < @Id
                group by i.id
                order by i.id desc
                limit @Limit + 1
                """,
                new { Id = PageCursor.Read<Position>(query.Cursor)?.Id ?? Guid.AllBitsSet, query.Limit },
                ct
            );
            return Page<Item>.From(rows, query.Limit, last => new Position(last.Id));
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/roster/imports",
                    (string? cursor, int? limit, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListImports(cursor, limit ?? 50), ct)
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary("The imports, the latest first");
    }
}
