using Kapprum.Roster.Access;

namespace Kapprum.Roster.Units;

/// <summary>
/// The units of today and later with their groups, by name: all for administrators, their own for headteachers.
/// </summary>
/// <param name="Limit">How many at most, 1 to 200.</param>
/// <param name="Search">Those with this in their name only, in any case; at most 100 characters.</param>
internal sealed record ListUnits(string? Cursor = null, int Limit = 50, string? Search = null)
    : IQuery<Page<ListUnits.Item>>
{
    public sealed record Item
    {
        public required Guid Id { get; init; }
        public required UnitKind Kind { get; init; }
        public required string Name { get; init; }

        /// <summary>As the authorities know it.</summary>
        public required string? Code { get; init; }
        public required string? Email { get; init; }
        public required string? Phone { get; init; }
        public required DateOnly StartsOn { get; init; }
        public required DateOnly? EndsOn { get; init; }

        /// <summary>
        /// How many are placed or enrolled today, each once; for administrators without those of a protected identity.
        /// </summary>
        public required int Children { get; init; }
        public required IReadOnlyList<Group> Groups { get; init; }
    }

    /// <param name="HasTimetable">Has hours of its own; else the unit's count.</param>
    public sealed record Group(
        Guid Id,
        Guid UnitId,
        string Name,
        GroupKind Kind,
        DateOnly StartsOn,
        DateOnly? EndsOn,
        bool HasTimetable
    );

    private sealed record Position(string Name, Guid Id);

    public sealed class Validator : AbstractValidator<ListUnits>
    {
        public Validator()
        {
            RuleFor(x => x.Limit).InclusiveBetween(1, 200);
            RuleFor(x => x.Search).MaximumLength(100);
        }
    }

    public sealed class Handler(NpgsqlConnection db, CurrentUser user, TimeProvider clock)
        : IQueryHandler<ListUnits, Page<Item>>
    {
        public async Task<Page<Item>> Handle(ListUnits query, CancellationToken ct)
        {
            var after = PageCursor.Read<Position>(query.Cursor);
            var rows = await db.Query<Item>(
                $"""
                select u.id, u.kind, u.name, u.code, u.email, u.phone, u.starts_on, u.ends_on,
                       {UnitChildren.Count} as children
                from roster.unit u
                where roster.holds(u.starts_on, u.ends_on, greatest(@Today, u.starts_on))
                  and (u.name, u.id) > (@Name, @Id)
                  and strpos(lower(u.name), lower(@Search)) > 0 and {UnitAccess.Administered}
                order by u.name, u.id
                limit @Limit + 1
                """,
                new
                {
                    query.Limit,
                    Search = query.Search?.Trim() ?? "",
                    Name = after?.Name ?? "",
                    Id = after?.Id ?? Guid.Empty,
                    All = user.Is(Roles.Administrator),
                    Viewer = user.PersonId,
                    Today = clock.Today(),
                },
                ct
            );
            var page = Page<Item>.From(rows, query.Limit, last => new Position(last.Name, last.Id));

            var groups = (
                await db.Query<Group>(
                    """
                    select g.id, g.unit_id, g.name, g.kind, g.starts_on, g.ends_on,
                           exists (select from roster.group_hours h where h.group_id = g.id) as has_timetable
                    from roster.child_group g
                    where g.unit_id = any(@Units)
                      and roster.holds(g.starts_on, g.ends_on, greatest(@today, g.starts_on))
                    order by g.name, g.id
                    """,
                    new { Units = page.Items.Select(unit => unit.Id).ToArray(), today = clock.Today() },
                    ct
                )
            ).ToLookup(group => group.UnitId);

            return new([.. page.Items.Select(unit => unit with { Groups = [.. groups[unit.Id]] })], page.Next);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/units",
                    (string? search, string? cursor, int? limit, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListUnits(cursor, limit ?? 50, search), ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary("The units with their groups, by name");
    }
}
