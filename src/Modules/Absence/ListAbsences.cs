using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>A child's absences, the latest day first, for its guardians and staff; withdrawn ones too.</summary>
/// <param name="Limit">How many at most, 1 to 200.</param>
/// <param name="From">Only of this day and later ones.</param>
/// <param name="Until">Only of this day and earlier ones.</param>
internal sealed record ListAbsences(
    Guid ChildId,
    string? Cursor = null,
    int Limit = 50,
    DateOnly? From = null,
    DateOnly? Until = null
) : IQuery<Page<ListAbsences.Item>>
{
    public sealed record Item : AbsenceSummary
    {
        public required string? Note { get; init; }

        /// <summary>Whether the school accepts it; null while unexplained.</summary>
        public required bool? Valid { get; init; }
        public required bool Withdrawn { get; init; }

        /// <summary>Who has reported or recorded it: by given name, or as a guardian or the staff.</summary>
        public required string By { get; init; }
        public required int Version { get; init; }
    }

    private sealed record Position(DateOnly Day, Guid Id);

    public sealed class Validator : AbstractValidator<ListAbsences>
    {
        public Validator() => RuleFor(x => x.Limit).InclusiveBetween(1, 200);
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IKnownPeople people,
        OtherHomes otherHomes,
        CurrentUser user
    ) : IQueryHandler<ListAbsences, Page<Item>>
    {
        public async Task<Page<Item>> Handle(ListAbsences query, CancellationToken ct)
        {
            var viewer = await access.Require(query.ChildId, Relation.Any, ct);

            var after = PageCursor.Read<Position>(query.Cursor);
            var rows = await db.Query<StoredAbsence>(
                $"""
                select {StoredAbsence.Columns}
                from absence.absence
                where child_id = @ChildId and (day, id) < (@Day, @Id) and day between @From and @Until
                order by day desc, id desc
                limit @Limit + 1
                """,
                new
                {
                    query.ChildId,
                    Day = after?.Day ?? DateOnly.MaxValue,
                    Id = after?.Id ?? Guid.AllBitsSet,
                    query.Limit,
                    From = query.From ?? DateOnly.MinValue,
                    Until = query.Until ?? DateOnly.MaxValue,
                },
                ct
            );

            var known = await people.Of([query.ChildId], rows.Select(row => (Guid?)row.RecordedBy), ct);
            if (viewer.Is(Relation.Guardian))
                rows = await otherHomes.Known(rows, ct);
            return Page<Item>.From(
                [
                    .. from row in rows
                    select new Item
                    {
                        Id = row.Id,
                        Day = row.Day,
                        Kind = row.Kind,
                        WholeDay = row.WholeDay,
                        From = row.From,
                        Until = row.Until,
                        Reason = row.Reason,
                        ReasonHidden = row.ReasonHidden,
                        OtherHome = row.OtherHome,
                        Note = row.Note,
                        Valid = row.Valid,
                        ByStaff = row.ByStaff,
                        Withdrawn = row.Withdrawn,
                        By = known.Name(row.RecordedBy, DateText.Language, user.PersonId),
                        Version = row.Version,
                    },
                ],
                query.Limit,
                last => new Position(last.Day, last.Id)
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/children/{childId:guid}/absences",
                    (
                        Guid childId,
                        string? cursor,
                        int? limit,
                        DateOnly? from,
                        DateOnly? until,
                        ISender sender,
                        CancellationToken ct
                    ) => sender.Send(new ListAbsences(childId, cursor, limit ?? 50, from, until), ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Scope("absence.read")
                .Summary("A child's absences, the latest day first")
                .Refuses(404, "not-found");
    }
}
