namespace Kapprum.Roster.Calendar;

/// <summary>The terms and holiday periods of the school-year calendar, in order, for everybody.</summary>
/// <param name="From">Those that end on this day or later; a year back if left out.</param>
internal sealed record ListPeriods(DateOnly? From = null) : IQuery<IReadOnlyList<ListPeriods.Item>>
{
    public sealed record Item(Guid Id, PeriodKind Kind, string Name, DateOnly StartsOn, DateOnly EndsOn, int Version);

    public sealed class Handler(NpgsqlConnection db, TimeProvider clock)
        : IQueryHandler<ListPeriods, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(ListPeriods query, CancellationToken ct) =>
            await db.Query<Item>(
                """
                select id, kind, name, starts_on, ends_on, version
                from roster.calendar_period
                where ends_on >= @From
                order by starts_on, kind
                """,
                new { From = query.From ?? clock.Today().AddYears(-1) },
                ct
            );
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/calendar",
                    (DateOnly? from, ISender sender, CancellationToken ct) => sender.Send(new ListPeriods(from), ct)
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("The terms and holiday periods, in order");
    }
}
