namespace Kapprum.Tests.Access;

/// <summary>
/// The table. 401: log in first; 403: not for your role; 404: not yours, as if it did not exist. Each cell has a child
/// and things of its own. Staff of the unit's other groups have their column where they get something else than staff
/// elsewhere.
/// </summary>
internal static class Matrix
{
    public static readonly Row[] Rows =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of("GET /api/start", "401   200     200     200    403    403      403   403       403"),
        Row.Of(
            "POST /api/absences",
            "401   201     404     404    403    403      403   403       403",
            body: s => new
            {
                childId = s.Child,
                day = s.App.Today,
                reason = "ill",
            }
        ),
        Row.Of(
            "PUT /api/absences/{id:guid}",
            "401   204     404     404    403    403      403   403       403",
            async s => $"/api/absences/{await s.Reported()}",
            s => new { reason = "medical" }
        ),
        Row.Of(
            "DELETE /api/absences/{id:guid}",
            "401   204     404     404    409    404      409   404       403",
            async s => $"/api/absences/{await s.Reported()}",
            colleague: 409
        ),
        Row.Of(
            "GET /api/absences/{id:guid}",
            "401   200     404     404    200    404      200   404       403",
            async s => $"/api/absences/{await s.Reported()}",
            colleague: 200
        ),
        Row.Of(
            "GET /api/children/{childId:guid}/absences",
            "401   200     404     404    200    404      200   404       403",
            async s => $"/api/children/{s.Child}/absences",
            colleague: 200
        ),
        Row.Of(
            "GET /api/children/{childId:guid}/reportable-days",
            "401 200 404     404    403    403      403   403       403",
            async s => $"/api/children/{s.Child}/reportable-days"
        ),
        Row.Of(
            "POST /api/absences/recorded",
            "401   403     403     403    201    404      201   404       403",
            body: s => new { childId = s.Child, day = s.App.Today },
            colleague: 201
        ),
        Row.Of(
            "POST /api/absences/{id:guid}/explanation",
            "401   204     404     404    204    404      204   404       403",
            async s => $"/api/absences/{await s.Unexplained()}/explanation",
            s => new { reason = "ill" },
            colleague: 204
        ),
        Row.Of("GET /api/absences/day", "401   403     403     403    200    200      200   200       403"),
        Row.Of("PAGE /", "302   200     200     200    302    302      302   302       302"),
        Row.Of("PAGE /absence", "302   200     200     200    403    403      403   403       403"),
        Row.Of("PAGE /absence/report", "302   200     200     200    403    403      403   403       403"),
        Row.Of(
            "PAGE /absence/undo",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/absence/undo?id={await s.Reported()}",
            colleague: 200
        ),
        Row.Of(
            "PAGE /absence/{Id:guid}",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/absence/{await s.Reported()}",
            colleague: 200
        ),
        Row.Of("PAGE /day", "302   403     403     403    200    200      200   200       403"),
        Row.Of(
            "PAGE /day/{ChildId:guid}",
            "302   403     403     403    200    404      200   404       403",
            async s => $"/day/{s.Child}"
        ),
        Row.Of(
            "ANY /jobs/{**path}",
            "302   403     403     403    403    403      403   403       200",
            _ => Task.FromResult("/jobs")
        ),
        Row.Of("PAGE /notifications", "302   200     200     200    200    200      200   200       200"),
        Row.Of(
            "PAGE /notifications/{Id:guid}",
            "302   302     404     404    302    404      302   404       404",
            async s => $"/notifications/{await s.Notice()}",
            colleague: 302
        ),
        Row.Of("PAGE /notifications/settings", "302   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/notifications", "401   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/notifications/unread", "401   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/notifications/stream", "401   200     200     200    200    200      200   200       200"),
        Row.Of(
            "PUT /api/notifications/{id:guid}/read",
            "401   204     404     404    204    404      204   404       404",
            async s => $"/api/notifications/{await s.Notice()}/read",
            colleague: 204
        ),
        Row.Of(
            "PUT /api/notifications/read",
            "401   204     204     204    204    204      204   204       204",
            body: _ => new { }
        ),
        Row.Of("GET /api/notifications/settings", "401   200     200     200    200    200      200   200       200"),
        Row.Of(
            "PUT /api/notifications/settings",
            "401   204     204     204    204    204      204   204       403",
            body: _ => new { kinds = new[] { new { kind = "absence-reported", email = "none" } } }
        ),
        Row.Of("GET /api/me", "401   200     200     200    200    200      200   200       200"),
        Row.Of(
            "PUT /api/me/language",
            "401   204     204     204    204    204      204   204       204",
            body: s => new { language = "sv" }
        ),
        Row.Of(
            "PUT /api/me/user-name",
            "401   204     204     204    204    204      204   204       204",
            body: s => new { userName = $"name-{s.Child}" }
        ),
        Row.Of(
            "PUT /api/me/password",
            "401   400     400     400    400    400      400   400       400",
            body: s => new { presentPassword = "not the present one", newPassword = "tolv randiga mössor" }
        ),
        Row.Of(
            "PUT /api/me/email",
            "401   400     400     400    400    400      400   400       400",
            body: s => new { email = $"{s.Child}@example.org", presentPassword = "not the present one" }
        ),
        Row.Of(
            "GET /api/me/email/confirmation",
            "401   404     404     404    404    404      404   404       404",
            async s => $"/api/me/email/confirmation?token={(await s.ForeignLink()).Text}"
        ),
        Row.Of(
            "POST /api/me/email/confirmation",
            "401   404     404     404    404    404      404   404       404",
            async s =>
            {
                await s.ForeignLink();
                return "/api/me/email/confirmation";
            },
            s => new { token = s.Link.Text }
        ),
        Row.Of("GET /api/me/sessions", "401   200     200     200    200    200      200   200       200"),
        Row.Of("DELETE /api/me/sessions", "401   204     204     204    204    204      204   204       204"),
        Row.Of(
            "DELETE /api/me/sessions/{id:guid}",
            "401   404     404     404    404    404      404   404       404",
            async s => $"/api/me/sessions/{await s.ForeignSession()}"
        ),
        Row.Of("PAGE /account", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/user-name", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/email", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/email/confirm", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/password", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/language", "302   200     200     200    200    200      200   200       200"),
        Row.Of("PAGE /account/sessions", "302   200     200     200    200    200      200   200       200"),
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
            "GET /api/people/{personId:guid}/account",
            "401   403     403     403    403    403      200   404       200",
            async s => $"/api/people/{await s.OtherGuardian()}/account"
        ),
        Row.Of(
            "POST /api/people/{personId:guid}/account/activation-mail",
            "401 403 403 403 403    403      409   404       409",
            async s => $"/api/people/{await s.OtherGuardian()}/account/activation-mail"
        ),
        Row.Of(
            "DELETE /api/people/{personId:guid}/account/sessions",
            "401 403  403     403    403    403      403   403       204",
            async s => $"/api/people/{await s.OtherGuardian()}/account/sessions"
        ),
        Row.Of(
            "DELETE /api/people/{personId:guid}/account/failed-log-ins",
            "401 403 403 403   403    403      403   403       204",
            async s => $"/api/people/{await s.OtherGuardian()}/account/failed-log-ins"
        ),
        Row.Of("GET /api/roster/imports", "401   403     403     403    403    403      403   403       200"),
        Row.Of(
            "POST /api/roster/imports",
            "401   403     403     403    403    403      403   403       202",
            body: _ => Scene.EmptyRoster
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
            s => new { days = Scene.OpenDays }
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
        Row.Of("GET /api/audit", "401   403     403     403    403    403      403   403       200"),
        Row.Of("GET /api/audit/actions", "401   403     403     403    403    403      403   403       200"),
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
        Row.Of(
            "PAGE /people/{Id:guid}/account",
            "302   403     403     403    403    403      200   404       200",
            async s => $"/people/{await s.OtherGuardian()}/account"
        ),
        Row.Of("PAGE /audit", "302   403     403     403    403    403      403   403       200"),
    ];
}
