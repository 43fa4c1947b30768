namespace Kapprum.Tests.Access;

/// <summary>
/// The table. 401: log in first; 403: not for your role; 404: not yours, as if it did not exist. Each cell has a child and things of its own.
/// </summary>
internal static class Matrix
{
    public static readonly Row[] Rows =
    [
        //                                                  nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of("GET /api/start",                             "401   200     200     200    403    403      403   403       403"),

        Row.Of("POST /api/absences",                         "401   201     404     404    403    403      403   403       403",
            body: s => new { childId = s.Child, day = s.App.Today, reason = "ill" }),
        Row.Of("PUT /api/absences/{id:guid}",                "401   204     404     404    403    403      403   403       403",
            async s => $"/api/absences/{await s.Reported()}", s => new { reason = "medical" }),
        Row.Of("DELETE /api/absences/{id:guid}",             "401   204     404     404    409    404      409   404       403",
            async s => $"/api/absences/{await s.Reported()}"),
        Row.Of("GET /api/absences/{id:guid}",                "401   200     404     404    200    404      200   404       403",
            async s => $"/api/absences/{await s.Reported()}"),
        Row.Of("GET /api/children/{childId:guid}/absences",  "401   200     404     404    200    404      200   404       403",
            async s => $"/api/children/{s.Child}/absences"),
        Row.Of("GET /api/children/{childId:guid}/reportable-days", "401 200 404     404    403    403      403   403       403",
            async s => $"/api/children/{s.Child}/reportable-days"),
        Row.Of("POST /api/absences/recorded",                "401   403     403     403    201    404      201   404       403",
            body: s => new { childId = s.Child, day = s.App.Today }),
        Row.Of("POST /api/absences/{id:guid}/explanation",   "401   204     404     404    204    404      204   404       403",
            async s => $"/api/absences/{await s.Unexplained()}/explanation", s => new { reason = "ill" }),
        Row.Of("GET /api/absences/day",                      "401   403     403     403    200    200      200   200       403"),

        Row.Of("GET /api/notifications",                     "401   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/notifications/unread",              "401   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/notifications/stream",              "401   200     200     200    200    200      200   200       200"),
        Row.Of("PUT /api/notifications/{id:guid}/read",      "401   204     404     404    204    404      204   404       404",
            async s => $"/api/notifications/{await s.Notice()}/read"),
        Row.Of("PUT /api/notifications/read",                "401   204     204     204    204    204      204   204       204", body: _ => new { }),
        Row.Of("GET /api/notifications/settings",            "401   200     200     200    200    200      200   200       200"),
        Row.Of("PUT /api/notifications/settings",            "401   204     204     204    204    204      204   204       403",
            body: _ => new { kinds = new[] { new { kind = "absence-reported", email = "none" } } }),

        Row.Of("GET /api/me",                                "401   200     200     200    200    200      200   200       200"),
        Row.Of("PUT /api/me/language",                       "401   204     204     204    204    204      204   204       204",
            body: s => new { language = "sv" }),
        Row.Of("PUT /api/me/user-name",                      "401   204     204     204    204    204      204   204       204",
            body: s => new { userName = $"name-{s.Child}" }),
        Row.Of("PUT /api/me/password",                       "401   400     400     400    400    400      400   400       400",
            body: s => new { presentPassword = "not the present one", newPassword = "tolv randiga mössor" }),
        Row.Of("GET /api/me/sessions",                       "401   200     200     200    200    200      200   200       200"),
        Row.Of("DELETE /api/me/sessions",                    "401   204     204     204    204    204      204   204       204"),
        Row.Of("DELETE /api/me/sessions/{id:guid}",          "401   404     404     404    404    404      404   404       404",
            async s => $"/api/me/sessions/{await s.ForeignSession()}"),
        Row.Of("GET /api/people/{personId:guid}/account",    "401   403     403     403    403    403      200   404       200",
            async s => $"/api/people/{await s.OtherGuardian()}/account"),
        Row.Of("POST /api/people/{personId:guid}/account/activation-mail", "401 403 403 403 403    403      409   404       409",
            async s => $"/api/people/{await s.OtherGuardian()}/account/activation-mail"),
        Row.Of("DELETE /api/people/{personId:guid}/account/sessions", "401 403  403     403    403    403      403   403       204",
            async s => $"/api/people/{await s.OtherGuardian()}/account/sessions"),
        Row.Of("DELETE /api/people/{personId:guid}/account/failed-log-ins", "401 403 403 403   403    403      403   403       204",
            async s => $"/api/people/{await s.OtherGuardian()}/account/failed-log-ins"),
    ];
}
