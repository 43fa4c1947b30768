using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>Who leads a unit sees what adults are planned there as usual, and on which dates it is otherwise.</summary>
/// <param name="Day">The first of the dates; they go on for a year and a month from there.</param>
internal sealed record GetShifts(Guid UnitId, DateOnly Day) : IQuery<GetShifts.Answer>
{
    private const int DaysAhead = 400;

    /// <param name="Groups">The unit's, by name.</param>
    /// <param name="Weekdays">Those on which somebody is planned, in order.</param>
    /// <param name="Days">In order.</param>
    public sealed record Answer(
        Guid UnitId,
        string Unit,
        int Version,
        IReadOnlyList<UnitGroup> Groups,
        IReadOnlyList<OfWeekday> Weekdays,
        IReadOnlyList<OfDay> Days
    ) : IVersioned;

    /// <param name="Weekday">1 is Monday.</param>
    public sealed record OfWeekday(int Weekday, IReadOnlyList<Shift> Shifts);

    public sealed record OfDay(DateOnly Date, IReadOnlyList<Shift> Shifts);

    public sealed class Handler(NpgsqlConnection db, IUnitAccess access, ICareUnits units)
        : IQueryHandler<GetShifts, Answer>
    {
        public async Task<Answer> Handle(GetShifts query, CancellationToken ct)
        {
            await access.RequireLed(query.UnitId, ct);

            var unit = await units.On(query.UnitId, query.Day, query.Day, ct);
            await using var found = await db.QuerySeveral(
                Shifts.OfUnit,
                new
                {
                    query.UnitId,
                    From = query.Day,
                    Until = query.Day.AddDays(DaysAhead),
                },
                ct
            );
            var shifts = await Shifts.Read(found);
            return new(
                query.UnitId,
                unit.Name,
                shifts.Version,
                unit.Groups,
                [.. shifts.Usual.OrderBy(one => one.Key).Select(one => new OfWeekday(one.Key, [.. one]))],
                [.. shifts.Days.OrderBy(one => one.Key).Select(one => new OfDay(one.Key, one.Value))]
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/units/{id:guid}/shifts",
                    (Guid id, DateOnly? from, TimeProvider clock, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Get(new GetShifts(id, from ?? clock.Today()), ct)
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary("What adults are planned at a unit; the version is in ETag")
                .Refuses(404, "not-found");
    }
}
