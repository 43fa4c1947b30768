using Kapprum.Support;
using Kapprum.Tests.Access;

namespace Kapprum.Tests.Absence;

public sealed class AbsenceAccessTests(AccessCast cast) : AccessTests<AbsenceAccess>(cast);

public sealed class AbsenceSentPagesTests : SentPagesTests<AbsenceAccess>;

public sealed class AbsenceProtectedTests : ProtectedTests<AbsenceAccess>;

/// <summary>Who reports, records and sees absences.</summary>
public sealed class AbsenceAccess : IAccessRows, IHoldsData
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
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
        Row.Of(
            "PUT /api/absences/{id:guid}/well",
            "401   204     404     404    403    403      403   403       403",
            async s => $"/api/absences/{await s.Reported()}/well"
        ),
        Row.Of("GET /api/absences/day", "401   403     403     403    200    200      200   200       403"),
        Row.Of("PAGE /absence", "302   200     200     200    403    403      403   403       403"),
        Row.Of("PAGE /absence/report", "302   200     200     200    403    403      403   403       403"),
        Row.Of(
            "PAGE /absence/undo",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/absence/undo?id={await s.Reported()}",
            colleague: 200
        ),
        Row.Of(
            "PAGE /absence/{Id:guid}/well",
            "302   200     404     404    403    403      403   403       403",
            async s => $"/absence/{await s.Reported()}/well"
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
    ];

    public IReadOnlyList<string> Forms { get; } =
    ["/absence/report report", "/absence/{Id:guid} withdraw", "/day record"];

    public IReadOnlyList<string> Written { get; } = ["absence.absence.note"];

    public string Hide => "update absence.absence set note = 'Domherreanteckning' where note is null";

    public IReadOnlyList<(Who, string)> Shown { get; } =
    [
        (Who.Guardian, "Kanariefagel"),
        (Who.Guardian, "Domherreanteckning"),
        (Who.Staff, "Kanariefagel"),
        (Who.Staff, "Domherreanteckning"),
        (Who.Headteacher, "Kanariefagel"),
        (Who.Headteacher, "Domherreanteckning"),
    ];

    public async Task Happen(Cast cast, Guid child)
    {
        await cast.Api(Who.Guardian)
            .Post(
                "absences",
                new
                {
                    childId = child,
                    day = cast.App.Today.AddDays(1),
                    reason = "ill",
                    note = "Domherreanteckning",
                }
            )
            .Created();
        await cast.Api(Who.Staff).Post("absences/recorded", new { childId = child, day = cast.App.Today }).Created();
    }

    public async Task<IReadOnlyList<string>> Places(Cast cast, Guid child)
    {
        var tomorrow = cast.App.Today.AddDays(1);
        var yesterday = $"{cast.App.Today.AddDays(-1):yyyy-MM-dd}";
        var absence = await cast.App.Value<Guid>(
            "select id from absence.absence where child_id = @child and day = @tomorrow",
            new { child, tomorrow }
        );
        return
        [
            $"/absence?child={child}",
            $"/absence/report?for={child}",
            $"/absence/{absence}",
            $"/absence/undo?id={absence}",
            $"/absence/{absence}/well",
            $"/api/children/{child}/absences?limit=1",
            $"/day?day={yesterday}",
            $"/day/{child}?day={yesterday}",
            $"/day?group={cast.Group}",
            $"/api/absences/day?day={yesterday}",
            $"/api/absences/day?day={tomorrow:yyyy-MM-dd}",
        ];
    }
}

/// <summary>Absences of a scene's child.</summary>
internal static class AbsenceScenes
{
    /// <summary>An absence the guardian has reported for tomorrow.</summary>
    public static Task<Guid> Reported(this Scene scene) =>
        scene
            .Api(Who.Guardian)
            .Post(
                "absences",
                new
                {
                    childId = scene.Child,
                    day = scene.App.Today.AddDays(1),
                    reason = "ill",
                }
            )
            .Created();

    /// <summary>An absence staff have recorded today, not explained.</summary>
    public static Task<Guid> Unexplained(this Scene scene) =>
        scene.Api(Who.Staff).Post("absences/recorded", new { childId = scene.Child, day = scene.App.Today }).Created();
}
