namespace Kapprum.Roster.Demo;

/// <summary>
/// Whom one should be in the demo to see most of it: two separated guardians with more than one child, one of them in a
/// preschool group; a guardian of another child there; one of the group's staff, and the headteacher.
/// </summary>
internal sealed record FindDemoPeople : IQuery<FindDemoPeople.Answer?>
{
    public sealed record Answer
    {
        public required string Unit { get; init; }
        public required string Group { get; init; }

        /// <summary>The given names of the separated guardian's children, the eldest first.</summary>
        public required string Children { get; init; }
        public required string Neighbour { get; init; }
        public required Member Guardian { get; init; }
        public required Member OtherGuardian { get; init; }
        public required Member NeighbourGuardian { get; init; }
        public required Member Staff { get; init; }
        public required Member Headteacher { get; init; }
    }

    public sealed record Member(Guid Id, string Name);

    private sealed record Row
    {
        public required string Unit { get; init; }
        public required string Group { get; init; }
        public required string Children { get; init; }
        public required string Neighbour { get; init; }
        public required Guid GuardianId { get; init; }
        public required string GuardianName { get; init; }
        public required Guid OtherId { get; init; }
        public required string OtherName { get; init; }
        public required Guid NeighbourId { get; init; }
        public required string NeighbourName { get; init; }
        public required Guid StaffId { get; init; }
        public required string StaffName { get; init; }
        public required Guid HeadteacherId { get; init; }
        public required string HeadteacherName { get; init; }
    }

    public sealed class Handler(NpgsqlConnection db, TimeProvider clock) : IQueryHandler<FindDemoPeople, Answer?>
    {
        public async Task<Answer?> Handle(FindDemoPeople query, CancellationToken ct)
        {
            var found = await db.FirstOrNone<Row>(
                """
                with somebody as (
                    select id, given_name || ' ' || family_name as name, given_name, street, birth_date
                    from roster.person where active and protection = 'none'),
                guardian as (
                    select s.child_id, p.id, p.name, p.street
                    from roster.guardianship s join somebody p on p.id = s.guardian_id
                    where s.kind = 'custodian' and roster.holds(s.starts_on, s.ends_on, @Today)),
                placed as (
                    select distinct c.id as child_id, c.given_name, g.id as group_id, g.name as group_name,
                           u.id as unit_id, u.name as unit_name
                    from roster.placement p
                    join somebody c on c.id = p.child_id
                    join roster.child_group g on g.id = p.group_id
                    join roster.unit u on u.id = p.unit_id
                    where p.kind = 'preschool' and roster.holds(p.starts_on, p.ends_on, @Today)
                      and roster.holds(p.starts_on, p.ends_on, @Today + 61)),
                duty as (
                    select d.id, d.unit_id, d.leads, p.id as person_id, p.name
                    from roster.duty d join somebody p on p.id = d.person_id
                    where roster.holds(d.starts_on, d.ends_on, @Today))
                select c.unit_name as unit, c.group_name as "group",
                       theirs.names as children,
                       other_child.given_name as neighbour,
                       one.id as guardian_id, one.name as guardian_name, two.id as other_id, two.name as other_name,
                       neighbour.id as neighbour_id, neighbour.name as neighbour_name,
                       staff.person_id as staff_id, staff.name as staff_name,
                       head.person_id as headteacher_id, head.name as headteacher_name
                from placed c
                join guardian one on one.child_id = c.child_id
                join guardian two on two.child_id = c.child_id and two.id <> one.id
                cross join lateral (
                    select count(*) as many, string_agg(p.given_name, ', ' order by p.birth_date, p.id) as names
                    from guardian of_one join somebody p on p.id = of_one.child_id where of_one.id = one.id) theirs
                join lateral (
                    select p.child_id, p.given_name from placed p
                    where p.group_id = c.group_id
                      and not exists (select from guardian g
                                      where g.child_id = p.child_id and g.id in (one.id, two.id))
                    order by p.child_id limit 1) other_child on true
                join lateral (select g.id, g.name from guardian g where g.child_id = other_child.child_id
                              order by g.id limit 1) neighbour on true
                join lateral (
                    select d.person_id, d.name
                    from duty d join roster.duty_group dg on dg.duty_id = d.id and dg.group_id = c.group_id
                    where d.person_id not in (one.id, two.id, neighbour.id)
                    order by d.id limit 1) staff on true
                join lateral (
                    select d.person_id, d.name from duty d
                    where d.unit_id = c.unit_id and d.leads and d.person_id not in (one.id, two.id, neighbour.id)
                    order by d.id limit 1) head on true
                order by theirs.many > 1 and one.street is distinct from two.street desc,
                         theirs.many > 1 desc,
                         one.street is distinct from two.street desc,
                         c.child_id, one.id
                limit 1
                """,
                new { Today = clock.Today() },
                ct
            );

            return found is null
                ? null
                : new()
                {
                    Unit = found.Unit,
                    Group = found.Group,
                    Children = found.Children,
                    Neighbour = found.Neighbour,
                    Guardian = new(found.GuardianId, found.GuardianName),
                    OtherGuardian = new(found.OtherId, found.OtherName),
                    NeighbourGuardian = new(found.NeighbourId, found.NeighbourName),
                    Staff = new(found.StaffId, found.StaffName),
                    Headteacher = new(found.HeadteacherId, found.HeadteacherName),
                };
        }
    }
}
