using System.Net;
using Kapprum.Support;
using Kapprum.Tests.Access;

namespace Kapprum.Tests.Roster;

public sealed class RosterAccessTests(AccessCast cast) : AccessTests<RosterAccess>(cast);

/// <summary>Who sees and changes what of units, people, contacts, the calendar and imports.</summary>
public sealed class RosterAccess : IAccessRows
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
        Row.Of("GET /api/roster/imports", "401   403     403     403    403    403      403   403       200"),
        Row.Of(
            "POST /api/roster/imports",
            "401   403     403     403    403    403      403   403       202",
            body: _ => RosterScenes.EmptyRoster
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}",
            "401   403     403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}"
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}/changes",
            "401   403     403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}/changes"
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}/rejections",
            "401 403     403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}/rejections"
        ),
        Row.Of(
            "GET /api/roster/imports/{id:guid}/rejections.csv",
            "401 403 403     403    403    403      403   403       200",
            async s => $"/api/roster/imports/{await s.Import()}/rejections.csv"
        ),
        Row.Of(
            "POST /api/roster/imports/{id:guid}/apply",
            "401   403     403     403    403    403      403   403       409",
            async s => $"/api/roster/imports/{await s.Import()}/apply",
            _ => new { }
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
            async _ => "/api/people?search=a"
        ),
        Row.Of(
            "GET /api/people/{id:guid}",
            "401   403     403     403    403    403      403   403       200",
            async s => $"/api/people/{s.Child}"
        ),
        Row.Of("PAGE /imports", "302   403     403     403    403    403      403   403       200"),
        Row.Of(
            "PAGE /imports/{Id:guid}",
            "302   403     403     403    403    403      403   403       200",
            async s => $"/imports/{await s.Import()}"
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
        Row.Of("PAGE /calendar", "302   403     403     403    403    403      403   403       200"),
        Row.Of("PAGE /people", "302   403     403     403    403    403      403   403       200"),
        Row.Of(
            "PAGE /people/{Id:guid}",
            "302   403     403     403    403    403      403   403       200",
            async s => $"/people/{s.Child}"
        ),
    ];
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

    /// <summary>A day far from today that no other scene uses.</summary>
    public static DateOnly AnotherDay(this Scene scene) =>
        scene.App.Today.AddDays(200 + Interlocked.Increment(ref days));
}
