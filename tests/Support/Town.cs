using Dapper;
using Kapprum.Kernel;

namespace Kapprum.Support;

/// <summary>Somebody, and the API as he or she sees it.</summary>
public sealed record Actor(Guid Id, HttpClient Api);

/// <summary>A child in a preschool group, a guardian of it, and a member of the group's staff.</summary>
public sealed record Family(Guid Child, Actor Guardian, Actor Staff, Guid Group, Guid Unit)
{
    /// <summary>The guardian reports the child ill for the whole day.</summary>
    public Task<Guid> ReportIll(DateOnly day, string? note = null) =>
        Guardian
            .Api.Post(
                "absences",
                new
                {
                    childId = Child,
                    day,
                    reason = "ill",
                    note,
                }
            )
            .Created();
}

/// <summary>What a test needs of the roster, made in the database: each test makes its own.</summary>
public sealed partial class App
{
    private static readonly DateOnly LongAgo = new(2020, 1, 1);
    private static int count;

    /// <summary>A unit that is open Monday to Friday. No hours at all when <paramref name="opens"/> is empty.</summary>
    /// <param name="kind">preschool, school or leisure-centre.</param>
    public async Task<Guid> Unit(
        string kind = "preschool",
        string opens = "06:00",
        string closes = "18:00",
        string? name = null
    )
    {
        var id = Guid.CreateVersion7();
        await Execute(
            "insert into roster.unit (id, kind, name) values (@id, @kind, @name)",
            new
            {
                id,
                kind,
                name = name ?? Name(kind),
            }
        );
        if (opens != "")
            await Execute(
                """
                insert into roster.unit_hours (unit_id, weekday, opens, closes)
                select @id, d, @opens::interval, @closes::interval from generate_series(1, 5) d
                """,
                new
                {
                    id,
                    opens,
                    closes,
                }
            );
        return id;
    }

    /// <summary>Open all week, as a unit is where guardians work at weekends.</summary>
    public Task OpenAtWeekends(Guid unit) =>
        Execute(
            """
            insert into roster.unit_hours (unit_id, weekday, opens, closes)
            select @unit, d, '06:00', '18:00' from generate_series(6, 7) d
            """,
            new { unit }
        );

    /// <summary>An absence that a guardian has reported, on whatever day.</summary>
    /// <param name="from">When it is for a part of the day.</param>
    public Task Absence(Guid id, Guid child, DateOnly day, Guid by, string? from = null, string? until = null) =>
        Execute(
            """
            insert into absence.absence
                (id, child_id, day, kind, whole_day, from_time, until_time, reason, valid, by_staff, recorded_by,
                 recorded_at)
            values (@id, @child, @day, 'absence', @Whole, @From::interval, @Until::interval, 'ill', true, false, @by,
                    @Now)
            """,
            new
            {
                id,
                child,
                day,
                by,
                Whole = from is null,
                From = from ?? "08:00",
                Until = until ?? "16:00",
                Now = Clock.GetUtcNow(),
            }
        );

    /// <param name="kind">department for preschool and leisure-time centre, class for school.</param>
    public async Task<Guid> Group(Guid unit, string kind = "department", string? name = null)
    {
        var id = Guid.CreateVersion7();
        await Execute(
            """
            insert into roster.child_group (id, unit_id, name, kind, starts_on)
            values (@id, @unit, @name, @kind, @LongAgo)
            """,
            new
            {
                id,
                unit,
                name = name ?? Name("group"),
                kind,
                LongAgo,
            }
        );
        return id;
    }

    /// <summary>A person who is nothing yet.</summary>
    public async Task<Guid> Person(
        string? givenName = null,
        string? familyName = null,
        DateOnly? born = null,
        string protection = "none",
        string? email = null
    )
    {
        var id = Guid.CreateVersion7();
        await Execute(
            """
            insert into roster.person (id, given_name, family_name, birth_date, protection, email)
            values (@id, @given, @family, @born, @protection, @email)
            """,
            new
            {
                id,
                given = givenName ?? Name("Given"),
                family = familyName ?? Name("Family"),
                born,
                protection,
                email,
            }
        );
        return id;
    }

    /// <summary>
    /// A child placed in a group of a preschool or leisure-time centre, or enrolled in a school and its class.
    /// </summary>
    public async Task<Guid> Child(
        Guid group,
        DateOnly? starts = null,
        DateOnly? ends = null,
        string? givenName = null,
        DateOnly? born = null,
        string protection = "none"
    )
    {
        var id = await Person(givenName, born: born ?? new DateOnly(2022, 3, 1), protection: protection);
        await Place(id, group, starts, ends);
        return id;
    }

    public Task Place(Guid child, Guid group, DateOnly? starts = null, DateOnly? ends = null) =>
        Execute(
            """
            with belongs as (
                select g.id as group_id, u.id as unit_id, u.kind
                from roster.child_group g join roster.unit u on u.id = g.unit_id where g.id = @group),
            placed as (
                insert into roster.placement (id, child_id, unit_id, group_id, kind, starts_on, ends_on)
                select @id, @child, unit_id, group_id, case kind when 'preschool' then 'preschool' else 'leisure' end,
                       @starts, @ends
                from belongs where kind <> 'school'),
            enrolled as (
                insert into roster.enrolment (child_id, unit_id, school_type, starts_on, ends_on)
                select @child, unit_id, 'GR', @starts, @ends from belongs where kind = 'school')
            insert into roster.group_membership (group_id, child_id, starts_on, ends_on)
            values (@group, @child, @starts, @ends)
            """,
            new
            {
                id = Guid.CreateVersion7(),
                child,
                group,
                starts = starts ?? LongAgo,
                ends,
            }
        );

    /// <param name="who">Somebody there is already; a new person if not given.</param>
    public async Task<Actor> Guardian(
        Guid of,
        DateOnly? starts = null,
        DateOnly? ends = null,
        string kind = "custodian",
        Guid? who = null
    )
    {
        var id = who ?? await Person(born: new DateOnly(1988, 5, 1), email: $"{Name("guardian")}@example.org");
        await Execute(
            """
            insert into roster.guardianship (child_id, guardian_id, kind, starts_on, ends_on)
            values (@of, @id, @kind, @starts, @ends)
            """,
            new
            {
                of,
                id,
                kind,
                starts = starts ?? LongAgo,
                ends,
            }
        );
        return await As(id);
    }

    /// <summary>A teacher of a group.</summary>
    public async Task<Actor> Staff(Guid group, DateOnly? starts = null, DateOnly? ends = null, Guid? who = null)
    {
        var id = who ?? await Person(born: new DateOnly(1980, 5, 1), email: $"{Name("staff")}@example.org");
        await Execute(
            """
            with duty as (
                insert into roster.duty (id, person_id, unit_id, role, leads, starts_on, ends_on)
                select @duty, @id, unit_id, 'Lärare', false, @starts, @ends from roster.child_group where id = @group
                returning id)
            insert into roster.duty_group (duty_id, group_id, role, starts_on, ends_on)
            select id, @group, 'Mentor', @starts, @ends from duty
            """,
            new
            {
                duty = Guid.CreateVersion7(),
                id,
                group,
                starts = starts ?? LongAgo,
                ends,
            }
        );
        return await As(id);
    }

    public async Task<Actor> Headteacher(Guid unit, Guid? who = null)
    {
        var id = who ?? await Person(born: new DateOnly(1975, 5, 1), email: $"{Name("head")}@example.org");
        await Execute(
            """
            insert into roster.duty (id, person_id, unit_id, role, leads, starts_on)
            values (@duty, @id, @unit, 'Rektor', true, @LongAgo)
            """,
            new
            {
                duty = Guid.CreateVersion7(),
                id,
                unit,
                LongAgo,
            }
        );
        return await As(id);
    }

    /// <summary>The group has to be there at a set time, Monday to Friday.</summary>
    public Task Timetable(Guid group, string begins = "06:00", string ends = "18:00") =>
        Execute(
            """
            insert into roster.group_hours (group_id, weekday, begins, ends)
            select @group, d, @begins::interval, @ends::interval from generate_series(1, 5) d
            """,
            new
            {
                group,
                begins,
                ends,
            }
        );

    /// <summary>A preschool with one group, one child in it, its guardian and one of the staff.</summary>
    /// <param name="timetable">The group has a timetable, from when the unit opens until it closes.</param>
    public async Task<Family> Family(string protection = "none", bool timetable = false)
    {
        var unit = await Unit();
        var group = await Group(unit);
        if (timetable)
            await Timetable(group);
        var child = await Child(group, protection: protection);
        return new(child, await Guardian(child), await Staff(group), group, unit);
    }

    private static string Name(string kind) => $"{kind}{Interlocked.Increment(ref count)}";
}
