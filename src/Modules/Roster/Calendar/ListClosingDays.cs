using Kapprum.Roster.Units;

namespace Kapprum.Roster.Calendar;

/// <summary>The days on which units are closed or open at other times than usual, in order, for everybody.</summary>
/// <param name="UnitId">Those of this unit and those of all units; every unit's if left out.</param>
/// <param name="From">Today if left out.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
[NoAccessCheck("Everybody may know when a unit is closed.")]
internal sealed record ListClosingDays(
    Guid? UnitId = null,
    DateOnly? From = null,
    string? Cursor = null,
    int Limit = 50
) : IQuery<Page<ListClosingDays.Item>>
{
    /// <param name="UnitId">Null when all units are closed.</param>
    public sealed record Item(Guid Id, DateOnly Day, Guid? UnitId, string? Unit, string Reason)
    {
        /// <summary>When it is open all the same, instead of as usual; empty when it is closed all day.</summary>
        public IReadOnlyList<OpenTime> Hours { get; init; } = [];
    }

    private sealed record HoursRow(Guid ClosingDayId, TimeOfDay Opens, TimeOfDay Closes);

    private sealed record Position(DateOnly Day, Guid Id);

    public sealed class Validator : AbstractValidator<ListClosingDays>
    {
        public Validator() => RuleFor(x => x.Limit).InclusiveBetween(1, 200);
    }

    public sealed class Handler(NpgsqlConnection db, TimeProvider clock) : IQueryHandler<ListClosingDays, Page<Item>>
    {
        public async Task<Page<Item>> Handle(ListClosingDays query, CancellationToken ct)
        {
            var after = PageCursor.Read<Position>(query.Cursor);
            var rows = await db.Query<Item>(
                $"""
                select c.id, c.day, c.unit_id, u.name as unit, c.reason
                from roster.closing_day c
                left join roster.unit u on u.id = c.unit_id
                where c.day >= @From and (c.day, c.id) > (@Day, @Id)
                  {(query.UnitId is null ? "" : "and (c.unit_id is null or c.unit_id = @UnitId)")}
                order by c.day, c.id
                limit @Limit + 1
                """,
                new
                {
                    query.UnitId,
                    From = query.From ?? clock.Today(),
                    query.Limit,
                    Day = after?.Day ?? DateOnly.MinValue,
                    Id = after?.Id ?? Guid.Empty,
                },
                ct
            );
            var page = Page<Item>.From(rows, query.Limit, last => new Position(last.Day, last.Id));
            var hours = (
                await db.Query<HoursRow>(
                    """
                    select closing_day_id, opens, closes
                    from roster.closing_day_hours
                    where closing_day_id = any(@Ids)
                    order by opens
                    """,
                    new { Ids = page.Items.Select(day => day.Id).ToArray() },
                    ct
                )
            ).ToLookup(row => row.ClosingDayId, row => new OpenTime(row.Opens, row.Closes));
            return new([.. page.Items.Select(day => day with { Hours = [.. hours[day.Id]] })], page.Next);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/closing-days",
                    (Guid? unitId, DateOnly? from, string? cursor, int? limit, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListClosingDays(unitId, from, cursor, limit ?? 50), ct)
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("The days on which units are closed or open at other times, in order");
    }
}
