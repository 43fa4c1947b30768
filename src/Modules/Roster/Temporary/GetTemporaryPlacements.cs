using Kapprum.Contracts.Roster;
using Kapprum.Roster.Access;

namespace Kapprum.Roster.Temporary;

/// <summary>
/// Which children of a unit are elsewhere for some days, now and later, and what there is to choose from; for its
/// headteacher.
/// </summary>
/// <param name="At">The unit whose groups there are to choose from; none when left out.</param>
internal sealed record GetTemporaryPlacements(Guid UnitId, Guid? At = null) : IQuery<GetTemporaryPlacements.Answer>
{
    /// <param name="Placements">By their first day and the child's name.</param>
    /// <param name="Children">The unit's, by group and name.</param>
    /// <param name="Units">All there are today, by name.</param>
    /// <param name="Groups">Those of <see cref="At"/>, by name.</param>
    public sealed record Answer(
        string Unit,
        IReadOnlyList<Item> Placements,
        IReadOnlyList<Child> Children,
        IReadOnlyList<UnitName> Units,
        IReadOnlyList<Group> Groups
    );

    public sealed record Item
    {
        public required Guid Id { get; init; }
        public required Guid ChildId { get; init; }
        public required string Child { get; init; }
        public required Guid UnitId { get; init; }
        public required string Unit { get; init; }
        public required Guid? GroupId { get; init; }
        public required string? Group { get; init; }
        public required DateOnly StartsOn { get; init; }
        public required DateOnly EndsOn { get; init; }
        public required TemporaryReason Reason { get; init; }
        public required int Version { get; init; }
    }

    public sealed record Child(Guid Id, string Name, string? Group);

    public sealed record Group(Guid Id, string Name);

    public sealed class Handler(
        NpgsqlConnection db,
        IUnitAccess access,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : IQueryHandler<GetTemporaryPlacements, Answer>
    {
        public async Task<Answer> Handle(GetTemporaryPlacements query, CancellationToken ct)
        {
            await access.RequireLed(query.UnitId, ct);

            // Administrators may see the unit and not its children: those are for who leads it.
            await using var found = await db.QuerySeveral(
                """
                select name from roster.unit where id = @UnitId;

                select t.id, t.child_id, concat_ws(' ', child.given_name, child.family_name) as child, t.unit_id,
                       u.name as unit, t.group_id, g.name as "group", t.starts_on, t.ends_on, t.reason, t.version
                from roster.temporary_placement t
                join roster.led_by(@Viewer, @Today) led on led.unit_id = t.home_id
                join roster.person child on child.id = t.child_id
                join roster.unit u on u.id = t.unit_id
                left join roster.child_group g on g.id = t.group_id
                where t.home_id = @UnitId and t.ends_on >= greatest(@Today, t.starts_on)
                order by t.starts_on, child, t.id;

                select distinct on (g.name, child.given_name, child.family_name, child.id)
                       child.id, concat_ws(' ', child.given_name, child.family_name) as name, g.name as "group"
                from roster.placement p
                join roster.led_by(@Viewer, @Today) led on led.unit_id = p.unit_id
                join roster.person child on child.id = p.child_id and child.active
                left join roster.child_group g on g.id = p.group_id
                where p.unit_id = @UnitId and (p.ends_on is null or p.ends_on >= greatest(@Today, p.starts_on))
                order by g.name nulls last, child.given_name, child.family_name, child.id;

                select u.id, u.name
                from roster.unit u
                where roster.holds(u.starts_on, u.ends_on, @Today)
                order by u.name, u.id;

                select g.id, g.name
                from roster.child_group g
                where g.unit_id = @At and g.kind in ('department', 'class')
                  and roster.holds(g.starts_on, g.ends_on, greatest(@Today, g.starts_on))
                order by g.name, g.id;

                select p.id
                from roster.person p
                where p.protection <> 'none'
                  and (exists (select from roster.placement at
                               where at.child_id = p.id and at.unit_id = @UnitId
                                 and (at.ends_on is null or at.ends_on >= @Today)))
                """,
                new
                {
                    query.UnitId,
                    query.At,
                    Viewer = user.PersonId,
                    Today = clock.Today(),
                },
                ct
            );
            var unit = await found.One<string>();
            var placements = await found.Query<Item>();
            var children = await found.Query<Child>();
            var units = await found.Query<UnitName>();
            var groups = await found.Query<Group>();
            var hidden = (await found.Query<Guid>()).ToHashSet();

            await audit.Read(
                SeenProtected.Action,
                "child",
                children
                    .Select(child => child.Id)
                    .Concat(placements.Select(one => one.ChildId))
                    .Where(hidden.Contains)
                    .Distinct(),
                ct
            );
            return new(unit, placements, children, units, groups);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/units/{id:guid}/temporary-placements",
                    (Guid id, Guid? at, ISender sender, CancellationToken ct) =>
                        sender.Send(new GetTemporaryPlacements(id, at), ct)
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary("Which children of a unit are elsewhere for some days")
                .Refuses(404, "not-found");
    }
}
