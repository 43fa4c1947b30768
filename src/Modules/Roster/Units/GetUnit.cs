using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Units;

/// <summary>
/// A unit with its groups, how many children and staff they have today, and when it is open; for administrators and its
/// headteacher.
/// </summary>
internal sealed record GetUnit(Guid UnitId) : IQuery<GetUnit.Answer>
{
    /// <param name="Kind">preschool, school or leisure-centre.</param>
    /// <param name="Code">As the authorities know it.</param>
    /// <param name="HoursVersion">Of the opening hours, for changing them.</param>
    /// <param name="Days">The weekdays it is open, in order.</param>
    /// <param name="Children">How many are placed or enrolled today.</param>
    /// <param name="Staff">How many people have a duty here today.</param>
    public sealed record Answer(
        Guid Id,
        string Kind,
        string Name,
        string? Code,
        string? Email,
        string? Phone,
        DateOnly StartsOn,
        DateOnly? EndsOn,
        int HoursVersion,
        int Children,
        int Staff,
        IReadOnlyList<OpenDay> Days,
        IReadOnlyList<Group> Groups
    );

    /// <param name="Kind">class, department, mentor, teaching or other.</param>
    /// <param name="HoursVersion">Of the timetable, for changing it.</param>
    /// <param name="Days">Its timetable; empty when the unit's hours count.</param>
    public sealed record Group(
        Guid Id,
        string Name,
        string Kind,
        DateOnly StartsOn,
        DateOnly? EndsOn,
        int HoursVersion,
        int Children,
        int Staff,
        IReadOnlyList<GroupDay> Days
    );

    private sealed record Row(
        Guid Id,
        string Kind,
        string Name,
        string? Code,
        string? Email,
        string? Phone,
        DateOnly StartsOn,
        DateOnly? EndsOn,
        int HoursVersion,
        int Children,
        int Staff
    );

    private sealed record GroupRow(
        Guid Id,
        string Name,
        string Kind,
        DateOnly StartsOn,
        DateOnly? EndsOn,
        int HoursVersion,
        int Children,
        int Staff
    );

    private sealed record GroupDayRow(Guid GroupId, short Weekday, TimeOfDay Begins, TimeOfDay Ends);

    public sealed class Handler(NpgsqlConnection db, IUnitAccess access, TimeProvider clock)
        : IQueryHandler<GetUnit, Answer>
    {
        public async Task<Answer> Handle(GetUnit query, CancellationToken ct)
        {
            await access.Require(query.UnitId, ct);

            await using var found = await db.QuerySeveral(
                """
                select u.id, u.kind, u.name, u.code, u.email, u.phone, u.starts_on, u.ends_on, u.hours_version,
                       (select count(distinct here.child_id)
                        from (select child_id from roster.placement where unit_id = u.id and roster.holds(starts_on, ends_on, @Today)
                              union all
                              select child_id from roster.enrolment where unit_id = u.id and roster.holds(starts_on, ends_on, @Today)) here)::int as children,
                       (select count(distinct person_id) from roster.duty where unit_id = u.id and roster.holds(starts_on, ends_on, @Today))::int as staff
                from roster.unit u
                where u.id = @UnitId;

                select weekday, opens, closes from roster.unit_hours where unit_id = @UnitId order by weekday;

                select g.id, g.name, g.kind, g.starts_on, g.ends_on, g.hours_version,
                       (select count(distinct here.child_id)
                        from (select child_id from roster.placement where group_id = g.id and roster.holds(starts_on, ends_on, @Today)
                              union all
                              select child_id from roster.group_membership where group_id = g.id and roster.holds(starts_on, ends_on, @Today)) here)::int as children,
                       (select count(distinct d.person_id)
                        from (select duty_id from roster.duty_group where group_id = g.id and roster.holds(starts_on, ends_on, @Today)) here
                        join roster.duty d on d.id = here.duty_id and roster.holds(d.starts_on, d.ends_on, @Today))::int as staff
                from roster.child_group g
                where g.unit_id = @UnitId and (g.ends_on is null or g.ends_on >= greatest(@Today, g.starts_on))
                order by g.name, g.id;

                select h.group_id, h.weekday, h.begins, h.ends
                from roster.group_hours h
                join roster.child_group g on g.id = h.group_id
                where g.unit_id = @UnitId
                order by h.weekday
                """,
                new { query.UnitId, Today = clock.Today() },
                ct
            );
            var unit = await found.One<Row>();
            var days = await found.Query<OpenDay>();
            var groups = await found.Query<GroupRow>();
            var timetables = (await found.Query<GroupDayRow>()).ToLookup(
                day => day.GroupId,
                day => new GroupDay(day.Weekday, day.Begins, day.Ends)
            );

            return new(
                unit.Id,
                unit.Kind,
                unit.Name,
                unit.Code,
                unit.Email,
                unit.Phone,
                unit.StartsOn,
                unit.EndsOn,
                unit.HoursVersion,
                unit.Children,
                unit.Staff,
                days,
                [
                    .. groups.Select(g => new Group(
                        g.Id,
                        g.Name,
                        g.Kind,
                        g.StartsOn,
                        g.EndsOn,
                        g.HoursVersion,
                        g.Children,
                        g.Staff,
                        [.. timetables[g.Id]]
                    )),
                ]
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/units/{id:guid}",
                    (Guid id, ISender sender, CancellationToken ct) => sender.Send(new GetUnit(id), ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher)
                .Summary("A unit with its groups and opening hours")
                .Refuses(404, "not-found");
    }
}
