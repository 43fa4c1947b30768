using Kapprum.Contracts.Roster;
using Kapprum.Roster.Access;

namespace Kapprum.Roster.Units;

/// <summary>
/// A unit with its groups, how many children and staff they have today, and when it is open; for administrators and its
/// headteacher.
/// </summary>
internal sealed record GetUnit(Guid UnitId) : IQuery<GetUnit.Answer>
{
    public sealed record Answer
    {
        public required Guid Id { get; init; }
        public required UnitKind Kind { get; init; }
        public required string Name { get; init; }

        /// <summary>As the authorities know it.</summary>
        public required string? Code { get; init; }
        public required string? Email { get; init; }

        /// <summary>Where guardians ring it: what the unit has decided, else the roster's.</summary>
        public required string? Phone { get; init; }
        public required DateOnly StartsOn { get; init; }
        public required DateOnly? EndsOn { get; init; }

        /// <summary>The version of the opening hours, for changing them.</summary>
        public required int HoursVersion { get; init; }

        /// <summary>
        /// How many are placed or enrolled today; like all of these numbers without people of a protected identity when
        /// an administrator asks.
        /// </summary>
        public required int Children { get; init; }

        /// <summary>How many people have a duty here today.</summary>
        public required int Staff { get; init; }

        /// <summary>The weekdays and times it is open, in order.</summary>
        public required IReadOnlyList<OpenDay> Days { get; init; }

        /// <summary>Why nobody is here today; null when it is open, some of the day at least.</summary>
        public Closed? ClosedToday { get; init; }
        public required IReadOnlyList<Group> Groups { get; init; }
    }

    /// <param name="Reason">As the closing day or the holiday period is called; null when there is no name for it.
    /// </param>
    public sealed record Closed(ClosedBecause Because, string? Reason);

    public sealed record Group
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required GroupKind Kind { get; init; }
        public required DateOnly StartsOn { get; init; }
        public required DateOnly? EndsOn { get; init; }

        /// <summary>The version of the timetable, for changing it.</summary>
        public required int HoursVersion { get; init; }
        public required int Children { get; init; }
        public required int Staff { get; init; }

        /// <summary>Its timetable; empty when the unit's hours count.</summary>
        public required IReadOnlyList<GroupDay> Days { get; init; }
    }

    private sealed record GroupDayRow(Guid GroupId, short Weekday, TimeOfDay Begins, TimeOfDay Ends);

    public sealed class Handler(
        NpgsqlConnection db,
        IUnitAccess access,
        IUnitPhones phones,
        CurrentUser user,
        TimeProvider clock
    ) : IQueryHandler<GetUnit, Answer>
    {
        public async Task<Answer> Handle(GetUnit query, CancellationToken ct)
        {
            await access.Require(query.UnitId, ct);

            var phone = (await phones.Of([query.UnitId], ct)).GetValueOrDefault(query.UnitId);
            await using var found = await db.QuerySeveral(
                $"""
                select u.id, u.kind, u.name, u.code, u.email, u.phone, u.starts_on, u.ends_on, u.hours_version,
                       {UnitChildren.Count} as children,
                       (select count(distinct person_id)
                        from roster.duty
                        where unit_id = u.id and roster.holds(starts_on, ends_on, @Today)
                          and {UnitAccess.MaySee("person_id")})::int as staff
                from roster.unit u
                where u.id = @UnitId;

                select weekday, opens, closes from roster.unit_hours where unit_id = @UnitId order by weekday, opens;

                select g.id, g.name, g.kind, g.starts_on, g.ends_on, g.hours_version,
                       (select count(distinct here.child_id)
                        from (select child_id from roster.placement
                              where group_id = g.id and roster.holds(starts_on, ends_on, @Today)
                              union all
                              select child_id from roster.group_membership
                              where group_id = g.id and roster.holds(starts_on, ends_on, @Today)) here
                        where {UnitAccess.MaySee("here.child_id")})::int as children,
                       (select count(distinct d.person_id)
                        from roster.duty_group dg
                        join roster.duty d on d.id = dg.duty_id and roster.holds(d.starts_on, d.ends_on, @Today)
                        where dg.group_id = g.id and roster.holds(dg.starts_on, dg.ends_on, @Today)
                          and {UnitAccess.MaySee("d.person_id")})::int as staff
                from roster.child_group g
                where g.unit_id = @UnitId and roster.holds(g.starts_on, g.ends_on, greatest(@Today, g.starts_on))
                order by g.name, g.id;

                select h.group_id, h.weekday, h.begins, h.ends
                from roster.group_hours h
                join roster.child_group g on g.id = h.group_id
                where g.unit_id = @UnitId
                order by h.weekday;

                select coalesce(school.closed, f.closed) as because,
                       case when school.closed is null then f.reason else school.reason end as reason
                from roster.unit u
                cross join lateral roster.frame_of(array[u.id], @Today, @Today) f
                left join lateral roster.no_school(@Today) school on u.kind = 'school'
                where u.id = @UnitId and f.group_id is null and coalesce(school.closed, f.closed) is not null
                limit 1
                """,
                new
                {
                    query.UnitId,
                    Today = clock.Today(),
                    All = user.Is(Roles.Administrator),
                },
                ct
            );
            var unit = await found.One<Answer>();
            var days = await found.Query<OpenDay>();
            var groups = await found.Query<Group>();
            var timetables = (await found.Query<GroupDayRow>()).ToLookup(
                day => day.GroupId,
                day => new GroupDay(day.Weekday, day.Begins, day.Ends)
            );
            var closed = await found.OneOrNone<Closed>();

            return unit with
            {
                Phone = phone,
                Days = days,
                ClosedToday = closed,
                Groups = [.. groups.Select(group => group with { Days = [.. timetables[group.Id]] })],
            };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/units/{id:guid}",
                    (Guid id, ISender sender, CancellationToken ct) => sender.Send(new GetUnit(id), ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary("A unit with its groups and opening hours")
                .Refuses(404, "not-found");
    }
}
