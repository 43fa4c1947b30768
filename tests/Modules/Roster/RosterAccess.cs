using System.Net;
using System.Net.Http.Headers;
using Kapprum.Kernel;
using Kapprum.Support;
using Kapprum.Tests.Access;

namespace Kapprum.Tests.Roster;

public sealed class RosterAccessTests(AccessCast cast) : AccessTests<RosterAccess>(cast);

public sealed class RosterSentPagesTests : SentPagesTests<RosterAccess>;

public sealed class RosterProtectedTests : ProtectedTests<RosterAccess>;

/// <summary>Who sees and changes what of units, people, contacts, the calendar and imports.</summary>
public sealed class RosterAccess : IAccessRows, IHoldsData
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of("GET /api/me/contact", "401   200     200     200    403    403      403   403       403"),
        Row.Of(
            "PUT /api/me/contact",
            "401   204     204     204    403    403      403   403       403",
            body: _ => new { phone = "070-123 45 67" }
        ),
        Row.Of("PAGE /contact", "302   200     200     200    403    403      403   403       403"),
        Row.Of(
            "GET /api/children/{childId:guid}/contacts",
            "401   200     404     404    200    404      200   404       403",
            async s => $"/api/children/{s.Child}/contacts"
        ),
        Row.Of(
            "PAGE /children/{ChildId:guid}/contacts",
            "302   403     403     403    200    404      200   404       403",
            async s => $"/children/{s.Child}/contacts"
        ),
        Row.Of(
            "GET /api/roster/imports",
            "401   403     403     403    403    403      403   403       200",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "POST /api/roster/imports",
            "401   403     403     403    403    403      403   403       202",
            body: _ => RosterScenes.EmptyRoster,
            demand: Demand.Confirmed
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}",
            "401   403     403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}/changes",
            "401   403     403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}/changes",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}/rejections",
            "401 403     403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}/rejections",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}/rejections.csv",
            "401 403 403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}/rejections.csv",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}/warnings",
            "401 403     403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}/warnings",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}/warnings.csv",
            "401 403 403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}/warnings.csv",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "POST /api/roster/imports/{id:guid}/apply",
            "401   403     403     403    403    403      403   403       409",
            async s => $"/api/roster/imports/{await s.Import()}/apply",
            _ => new { },
            demand: Demand.Confirmed
        ),
        Row.Of("GET /api/units", "401   403     403     403    403    403      200   200       200"),
        Row.Of(
            "GET /api/units/{id:guid}",
            "401   403     403     403    403    403      200   404       200",
            async s => $"/api/units/{s.Unit}"
        ),
        Row.Of(
            "GET /api/units/{id:guid}/hours",
            "401   403     403     403    403    403      200   404       200",
            async s => $"/api/units/{s.Unit}/hours"
        ),
        Row.Of(
            "PUT /api/units/{id:guid}/hours",
            "401   403     403     403    403    403      204   404       204",
            async s => $"/api/units/{s.Unit}/hours",
            s => new { days = RosterScenes.OpenDays }
        ),
        Row.Of(
            "GET /api/groups/{id:guid}/hours",
            "401   403     403     403    403    403      200   404       200",
            async s => $"/api/groups/{s.Group}/hours"
        ),
        Row.Of(
            "PUT /api/groups/{id:guid}/hours",
            "401   403     403     403    403    403      204   404       204",
            async s => $"/api/groups/{s.Group}/hours",
            _ => new { days = Array.Empty<object>() }
        ),
        Row.Of("GET /api/calendar", "401   200     200     200    200    200      200   200       200"),
        Row.Of(
            "PUT /api/calendar/{id:guid}",
            "401   403     403     403    403    403      403   403       204",
            async s => $"/api/calendar/{s.Unit}",
            _ => new
            {
                kind = "holiday-period",
                name = "Påsklov",
                startsOn = "2028-04-10",
                endsOn = "2028-04-14",
            }
        ),
        Row.Of(
            "DELETE /api/calendar/{id:guid}",
            "401   403     403     403    403    403      403   403       204",
            async s => $"/api/calendar/{await s.Period()}"
        ),
        Row.Of("GET /api/closing-days", "401   200     200     200    200    200      200   200       200"),
        Row.Of(
            "POST /api/closing-days",
            "401   403     403     403    403    403      201   404       201",
            body: s => new
            {
                day = s.AnotherDay(),
                reason = "Planeringsdag",
                unitId = s.Unit,
            }
        ),
        Row.Of(
            "DELETE /api/closing-days/{id:guid}",
            "401   403     403     403    403    403      204   404       204",
            async s => $"/api/closing-days/{await s.ClosingDay()}"
        ),
        Row.Of(
            "GET /api/people",
            "401   403     403     403    403    403      403   403       200",
            async _ => "/api/people?search=a",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "GET /api/people/{id:guid}",
            "401   403     403     403    403    403      403   403       200",
            async s => $"/api/people/{s.Child}",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "PAGE /imports",
            "302   403     403     403    403    403      403   403       200",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "PAGE /imports/{Id:guid}",
            "302   403     403     403    403    403      403   403       200",
            async s => $"/imports/{await s.Import()}",
            demand: Demand.Confirmed
        ),
        Row.Of("PAGE /units", "302   403     403     403    403    403      200   200       200"),
        Row.Of(
            "PAGE /units/{Id:guid}",
            "302   403     403     403    403    403      200   404       200",
            async s => $"/units/{s.Unit}"
        ),
        Row.Of(
            "PAGE /units/{UnitId:guid}/groups/{Id:guid}",
            "302   403     403     403    403    403      200   404       200",
            async s => $"/units/{s.Unit}/groups/{s.Group}"
        ),
        Row.Of(
            "GET /api/units/{id:guid}/temporary-placements",
            "401   403     403     403    403    403      200   404       403",
            async s => $"/api/units/{s.Unit}/temporary-placements"
        ),
        Row.Of(
            "POST /api/units/{id:guid}/temporary-placements",
            "401   403     403     403    403    403      200   404       403",
            async s => $"/api/units/{s.Unit}/temporary-placements",
            s => s.Elsewhere(new(2027, 6, 7))
        ),
        Row.Of(
            "PUT /api/temporary-placements/{id:guid}",
            "401   403     403     403    403    403      204   404       403",
            async s => $"/api/temporary-placements/{await s.Placed()}",
            s => s.Elsewhere(new(2027, 8, 2))
        ),
        Row.Of(
            "DELETE /api/temporary-placements/{id:guid}",
            "401   403     403     403    403    403      204   404       403",
            async s => $"/api/temporary-placements/{await s.Placed()}"
        ),
        Row.Of(
            "PAGE /units/{Id:guid}/elsewhere",
            "302   403     403     403    403    403      200   404       403",
            async s => $"/units/{s.Unit}/elsewhere"
        ),
        Row.Of("PAGE /calendar", "302   403     403     403    403    403      403   403       200"),
        Row.Of(
            "PAGE /people",
            "302   403     403     403    403    403      403   403       200",
            demand: Demand.Confirmed
        ),
        Row.Of(
            "PAGE /people/{Id:guid}",
            "302   403     403     403    403    403      403   403       200",
            async s => $"/people/{s.Child}",
            demand: Demand.Confirmed
        ),
    ];

    public IReadOnlyList<string> Forms { get; } = ["/units/{Id:guid} hours", "/imports upload"];

    public IReadOnlyList<string> Written { get; } =
    [
        "roster.unit.name",
        "roster.child_group.name",
        "roster.person.given_name",
        "roster.person.family_name",
        "roster.person.email",
        "roster.duty.role",
        "roster.calendar_period.name",
        "roster.closing_day.reason",
        "roster.import.file",
        "roster.contact.emergency_name",
    ];

    public string Hide =>
        """
            update roster.person p
            set protection = 'confidential', given_name = 'Kanariefagel', family_name = 'Sparvhoksson',
                email = 'gulfink-' || p.id || '@example.org',
                work_email = case when h.child then 'together@example.org' end,
                phone = '070-1740658', street = 'Steglitsgatan 7', city = 'Siskeby', civic_no = '20210217-' || p.id,
                birth_date = case when h.child then '2021-02-17'::date else p.birth_date end
            from hidden h where h.id = p.id;
            insert into roster.contact
                (person_id, phone, street, city, emergency_name, emergency_phone, kept_at)
            select id, '070-1740658', 'Steglitsgatan 7', 'Siskeby', 'Bofinksdotter', '08-7654321', @Now
            from hidden where not child
            on conflict (person_id) do update
            set phone = excluded.phone, street = excluded.street, city = excluded.city,
                emergency_name = excluded.emergency_name, emergency_phone = excluded.emergency_phone
            """;

    public IReadOnlyList<(Who, string)> Shown { get; } =
    [(Who.Guardian, "Steglitsgatan"), (Who.Guardian, "Bofinksdotter"), (Who.Guardian, "070-174 06 58")];

    public async Task<IReadOnlyList<string>> Places(Cast cast, Guid child)
    {
        const string civic = "202102172396";
        await cast.App.Execute("update roster.person set civic_no = @civic where id = @child", new { civic, child });
        return
        [
            $"/children/{child}/contacts?back=/day",
            $"/units/{cast.Unit}",
            $"/units/{cast.Unit}/groups/{cast.Group}",
            "/api/units?search=a",
            "/units?search=a",
            "/api/people?search=kanariefagel",
            "/api/people?search=gulfink",
            "/api/people?search=gulfink@",
            $"/api/people?search=gulfink-{cast.Person(Who.Guardian)}@example.org",
            $"/api/people?search={civic}",
            "/people?search=kanariefagel",
            $"/people?search={civic}",
            "/api/people?search=together@example.org",
            "/api/people?search=together@example.org&limit=1",
            "/people?search=together@example.org",
            .. from person in await cast.PeopleAround(child)
            from place in new[] { $"/people/{person}", $"/api/people/{person}" }
            select place,
            .. await Imports(cast, child),
        ];
    }

    /// <summary>What there is to be seen of an import in which they are added, changed and in some way wrong.</summary>
    private static async Task<IReadOnlyList<string>> Imports(Cast cast, Guid child)
    {
        var file = new RosterFile();
        var unit = file.Unit();
        var group = file.Group(unit);
        var hidden = Person("Kanariefagel");
        var newlyHidden = Person("Kanariefagel", child);
        var guardian = Person("Kanariefagel");
        foreach (var one in new[] { hidden, newlyHidden })
        {
            file.Placement(one, unit, group);
            file.Guardian(one, guardian);
        }

        file.Duty(guardian, unit, group: group);
        // What is wrong with somebody protected is found, too, in what refers to it.
        file.Guardian(hidden, hidden);
        file.Enrol(hidden, Guid.CreateVersion7());
        var broken = Person("Kanariefagel");
        file.Find(broken)["birthDate"] = "Talgoxedatum";

        using var body = new ByteArrayContent(file.Utf8)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        var import = (Guid)
            (await cast.Api(Who.Administrator).PostAsync("roster/imports", body).Json(HttpStatusCode.Accepted))["id"]!;
        await cast.App.Drain();
        Assert.Equal(
            "previewed",
            (string?)(await cast.Api(Who.Administrator).GetAsync($"roster/imports/{import}").Json())["status"]
        );
        string[] kinds =
        [
            "person",
            "guardianship",
            "placement",
            "owner",
            "enrolment",
            "membership",
            "duty",
            "assignment",
        ];
        return
        [
            "/imports",
            $"/imports/{import}",
            $"/imports/{import}?kind=rejected",
            $"/api/roster/imports/{import}",
            $"/api/roster/imports/{import}/changes?limit=200",
            $"/api/roster/imports/{import}/rejections",
            $"/api/roster/imports/{import}/rejections.csv",
            $"/imports/{import}?kind=warnings",
            $"/api/roster/imports/{import}/warnings",
            $"/api/roster/imports/{import}/warnings.csv",
            .. kinds.SelectMany(kind =>
                new[] { $"/imports/{import}?kind={kind}", $"/api/roster/imports/{import}/changes?kind={kind}&limit=1" }
            ),
        ];

        Guid Person(string given, Guid? known = null)
        {
            var person = file.Person(given, "Sparvhoksson", birth: "2021-02-17", email: "gulfink@example.org");
            var record = file.Find(person);
            record["securityMarking"] = "Sekretessmarkering";
            if (known is { } id)
                record["id"] = id.ToString();
            return known ?? person;
        }
    }
}

/// <summary>What there is in the roster in a scene.</summary>
internal static class RosterScenes
{
    private static int days;

    public static readonly object EmptyRoster = new
    {
        organisations = Array.Empty<object>(),
        persons = Array.Empty<object>(),
        placements = Array.Empty<object>(),
        groups = Array.Empty<object>(),
        duties = Array.Empty<object>(),
    };

    /// <summary>As the unit is open already.</summary>
    public static readonly object[] OpenDays =
    [
        .. Enumerable
            .Range(1, 5)
            .Select(weekday => new
            {
                weekday,
                opens = "06:00",
                closes = "18:00",
            }),
    ];

    /// <summary>A roster file handed in, of which nobody has made a preview yet.</summary>
    public static async Task<Guid> Import(this Scene scene)
    {
        var import = await scene
            .Api(Who.Administrator)
            .Post("roster/imports", EmptyRoster)
            .Json(HttpStatusCode.Accepted);
        return (Guid)import["id"]!;
    }

    /// <summary>A holiday period far from today.</summary>
    public static async Task<Guid> Period(this Scene scene)
    {
        var id = Guid.CreateVersion7();
        var day = scene.AnotherDay();
        await scene
            .Api(Who.Administrator)
            .Put(
                $"calendar/{id}",
                new
                {
                    kind = "holiday-period",
                    name = "Lov",
                    startsOn = day,
                    endsOn = day,
                }
            )
            .Is(HttpStatusCode.NoContent);
        return id;
    }

    /// <summary>The child is in its own unit, in no group, in a week far from today.</summary>
    public static object Elsewhere(this Scene scene, DateOnly monday) =>
        new
        {
            children = new[] { scene.Child },
            at = scene.Unit,
            startsOn = monday,
            endsOn = monday.AddDays(4),
            reason = "merge",
        };

    /// <summary>A temporary placement of the child, the only one.</summary>
    public static async Task<Guid> Placed(this Scene scene)
    {
        var id = Guid.CreateVersion7();
        await scene.App.Execute(
            """
            delete from roster.temporary_placement where child_id = @Child;
            insert into roster.temporary_placement (id, child_id, home_id, unit_id, reason, starts_on, ends_on)
            values (@id, @Child, @Unit, @Unit, 'merge', '2027-05-03', '2027-05-04')
            """,
            new
            {
                id,
                scene.Child,
                scene.Unit,
            }
        );
        return id;
    }

    /// <summary>A day on which the unit is closed.</summary>
    public static Task<Guid> ClosingDay(this Scene scene) =>
        scene
            .Api(Who.Administrator)
            .Post(
                "closing-days",
                new
                {
                    day = scene.AnotherDay(),
                    reason = "Planeringsdag",
                    unitId = scene.Unit,
                }
            )
            .Created();

    /// <summary>
    /// A child and those around it; among them somebody unprotected of whom it is a child, whatever that means: no
    /// guardian's rights come of it.
    /// </summary>
    public static async Task<IReadOnlyList<Guid>> PeopleAround(this Cast cast, Guid child)
    {
        var relative = await cast.App.Person();
        await cast.App.Guardian(child, kind: "contact", who: relative);
        return [child, cast.Person(Who.Guardian), cast.Person(Who.Staff), cast.Person(Who.Former), relative];
    }

    /// <summary>A day far from today that no other scene uses.</summary>
    public static DateOnly AnotherDay(this Scene scene) =>
        scene.App.Today.AddDays(200 + Interlocked.Increment(ref days));
}
