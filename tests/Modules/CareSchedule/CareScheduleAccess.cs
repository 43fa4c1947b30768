using System.Net;
using Kapprum.Support;
using Kapprum.Tests.Access;

namespace Kapprum.Tests.CareSchedule;

public sealed class CareScheduleAccessTests(AccessCast cast) : AccessTests<CareScheduleAccess>(cast);

public sealed class CareScheduleSentPagesTests : SentPagesTests<CareScheduleAccess>;

public sealed class CareScheduleProtectedTests : ProtectedTests<CareScheduleAccess>;

/// <summary>Who sees and changes children's schedules.</summary>
public sealed class CareScheduleAccess : IAccessRows, IHoldsData
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of(
            "GET /api/children/{childId:guid}/care-weeks/{day}",
            "401   200     404     404    200    404      200   404       403",
            async s => $"/api/children/{s.Child}/care-weeks/{s.App.Today:yyyy-MM-dd}"
        ),
        Row.Of(
            "PUT /api/children/{childId:guid}/care-days",
            "401   204     404     404    204    404      204   404       403",
            async s => $"/api/children/{s.Child}/care-days",
            s => Care.Days(s.Unit, (Care.Open(s.App), ["08:00-16:00"]))
        ),
        Row.Of(
            "DELETE /api/children/{childId:guid}/care-days/{day}",
            "401   204     404     404    204    404      204   404       403",
            async s =>
            {
                await s.Api(Who.Guardian)
                    .Put($"children/{s.Child}/care-days", Care.Days(s.Unit, (Care.Open(s.App), ["08:00-16:00"])))
                    .Is(HttpStatusCode.NoContent);
                return $"/api/children/{s.Child}/care-days/{Care.Open(s.App):yyyy-MM-dd}?unitId={s.Unit}";
            }
        ),
        Row.Of(
            "POST /api/children/{childId:guid}/care-patterns",
            "401   201     404     404    201    404      201   404       403",
            async s => $"/api/children/{s.Child}/care-patterns",
            s => Care.Pattern(s.Unit, Care.Open(s.App), "08:00-16:00")
        ),
        Row.Of(
            "PUT /api/care-patterns/{id:guid}/end",
            "401   204     404     404    204    404      204   404       403",
            async s =>
            {
                var laid = await s.Api(Who.Guardian)
                    .Post($"children/{s.Child}/care-patterns", Care.Pattern(s.Unit, Care.Open(s.App), "08:00-16:00"))
                    .Json(HttpStatusCode.Created);
                return $"/api/care-patterns/{(Guid)laid["id"]!}/end";
            },
            s => new { lastDay = Care.Open(s.App) }
        ),
        Row.Of(
            "POST /api/children/{childId:guid}/care-requests",
            "401   201     404     404    403    403      403   403       403",
            async s => $"/api/children/{s.Child}/care-requests",
            s => Care.Days(s.Unit, (Care.Locked(s.App), ["06:30-16:00"]))
        ),
        Row.Of("GET /api/care-requests", "401   403     403     403    200    200      200   200       403"),
        Row.Of(
            "DELETE /api/care-requests/{id:guid}",
            "401   204     404     404    403    403      403   403       403",
            async s => $"/api/care-requests/{await s.CareRequest()}"
        ),
        Row.Of(
            "POST /api/care-requests/{id:guid}/accept",
            "401   403     403     403    204    404      204   404       403",
            async s => $"/api/care-requests/{await s.CareRequest()}/accept"
        ),
        Row.Of(
            "POST /api/care-requests/{id:guid}/decline",
            "401   403     403     403    204    404      204   404       403",
            async s => $"/api/care-requests/{await s.CareRequest()}/decline",
            s => new { reason = "outing" }
        ),
        Row.Of(
            "PUT /api/children/{childId:guid}/care-days/{day}/people",
            "401   204     404     404    204    404      204   404       403",
            async s => $"/api/children/{s.Child}/care-days/{Care.Locked(s.App):yyyy-MM-dd}/people",
            s => new { fetches = "Mormor" }
        ),
        Row.Of(
            "PAGE /care/{ChildId:guid}/who",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/care/{s.Child}/who?day={Care.Locked(s.App):yyyy-MM-dd}"
        ),
        Row.Of(
            "GET /api/children/{childId:guid}/pickup-persons",
            "401   200     404     404    200    404      200   404       403",
            async s => $"/api/children/{s.Child}/pickup-persons"
        ),
        Row.Of(
            "POST /api/children/{childId:guid}/pickup-persons",
            "401   201     404     404    403    403      403   403       403",
            async s => $"/api/children/{s.Child}/pickup-persons",
            s => new { name = "Gun Berg" }
        ),
        Row.Of(
            "PUT /api/pickup-persons/{id:guid}",
            "401   204     404     404    403    403      403   403       403",
            async s => $"/api/pickup-persons/{await s.PickupPerson()}",
            s => new { name = "Gun Berg" }
        ),
        Row.Of(
            "DELETE /api/pickup-persons/{id:guid}",
            "401   204     404     404    403    403      403   403       403",
            async s => $"/api/pickup-persons/{await s.PickupPerson()}"
        ),
        Row.Of(
            "PAGE /care/{ChildId:guid}/pickup",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/care/{s.Child}/pickup"
        ),
        Row.Of(
            "PAGE /care/{ChildId:guid}/pickup/{Id:guid}",
            "302   200     404     404    403    403      403   403       403",
            async s => $"/care/{s.Child}/pickup/{await s.PickupPerson()}"
        ),
        Row.Of(
            "GET /api/children/{childId:guid}/care-turns",
            "401   200     404     404    200    404      200   404       403",
            async s => $"/api/children/{s.Child}/care-turns"
        ),
        Row.Of(
            "POST /api/children/{childId:guid}/care-turns",
            "401   201     404     404    201    404      201   404       403",
            async s => $"/api/children/{s.Child}/care-turns",
            s => new { startsOn = Care.Open(s.App), kind = "shared" }
        ),
        Row.Of(
            "PUT /api/children/{childId:guid}/care-days/{day}/owner",
            "401   409     404     404    409    404      409   404       403",
            async s => $"/api/children/{s.Child}/care-days/{Care.Open(s.App):yyyy-MM-dd}/owner",
            s => new { to = s.Asking == Guid.Empty ? s.Child : s.Asking }
        ),
        Row.Of(
            "PUT /api/children/{childId:guid}/homes-apart",
            "401   403     403     403    403    403      204   404       403",
            async s => $"/api/children/{s.Child}/homes-apart",
            _ => new { apart = true }
        ),
        Row.Of(
            "PAGE /care/{ChildId:guid}/turns",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/care/{s.Child}/turns"
        ),
        Row.Of(
            "POST /api/children/{childId:guid}/care-weeks/{day}/copies",
            "401   200     404     404    200    404      200   404       403",
            async s => $"/api/children/{s.Child}/care-weeks/{Care.Open(s.App):yyyy-MM-dd}/copies",
            s => new { weeks = new[] { Care.Open(s.App).AddDays(7) } }
        ),
        Row.Of(
            "PAGE /care/{ChildId:guid}/copy",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/care/{s.Child}/copy"
        ),
        Row.Of(
            "GET /api/care-weeks/{day}",
            "401   403     403     403    200    200      200   200       403",
            async s => $"/api/care-weeks/{s.App.Today:yyyy-MM-dd}"
        ),
        Row.Of(
            "GET /api/care-weeks/{day}/week.csv",
            "401   403     403     403    200    200      200   200       403",
            async s => $"/api/care-weeks/{s.App.Today:yyyy-MM-dd}/week.csv"
        ),
        Row.Of("PAGE /care-weeks", "302   403     403     403    200    200      200   200       403"),
        Row.Of(
            "GET /api/care-weeks/{day}/without-schedule",
            "401   403     403     403    200    200      200   200       403",
            async s => $"/api/care-weeks/{s.App.Today:yyyy-MM-dd}/without-schedule"
        ),
        Row.Of(
            "PAGE /care-requests/without-schedule",
            "302   403     403     403    200    200      200   200       403"
        ),
        Row.Of("PAGE /care-requests", "302   403     403     403    200    200      200   200       403"),
        Row.Of(
            "PAGE /care/{ChildId:guid}/ask",
            "302   200     404     404    403    403      403   403       403",
            async s => $"/care/{s.Child}/ask?day={Care.Locked(s.App):yyyy-MM-dd}"
        ),
        Row.Of("PAGE /care", "302   200     200     200    404    404      404   404       403"),
        Row.Of(
            "PAGE /care/{ChildId:guid}",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/care/{s.Child}"
        ),
        Row.Of(
            "PAGE /care/{ChildId:guid}/day",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/care/{s.Child}/day?day={Care.Open(s.App):yyyy-MM-dd}"
        ),
        Row.Of(
            "PAGE /care/{ChildId:guid}/pattern",
            "302   200     404     404    200    404      200   404       403",
            async s => $"/care/{s.Child}/pattern"
        ),
        Row.Of(
            "GET /api/units/{id:guid}/staffing-weeks/{day}",
            "401   403     403     403    200    404      200   404       403",
            async s => $"/api/units/{s.Unit}/staffing-weeks/{s.App.Today:yyyy-MM-dd}",
            colleague: 200
        ),
        Row.Of(
            "GET /api/units/{id:guid}/staffing-weeks/{day}/quarters.csv",
            "401   403     403     403    200    404      200   404       403",
            async s => $"/api/units/{s.Unit}/staffing-weeks/{s.App.Today:yyyy-MM-dd}/quarters.csv",
            colleague: 200
        ),
        Row.Of(
            "GET /api/units/{id:guid}/staffing-days/{day}/children",
            "401   403     403     403    200    404      200   404       403",
            async s => $"/api/units/{s.Unit}/staffing-days/{s.App.Today:yyyy-MM-dd}/children?at=08:00",
            colleague: 200
        ),
        Row.Of("GET /api/me/units", "401   403     403     403    200    200      200   200       403"),
        Row.Of(
            "GET /api/units/{id:guid}/shifts",
            "401   403     403     403    403    403      200   404       403",
            async s => $"/api/units/{s.Unit}/shifts"
        ),
        Row.Of(
            "PUT /api/units/{id:guid}/shifts",
            "401   403     403     403    403    403      204   404       403",
            async s => $"/api/units/{s.Unit}/shifts",
            _ => Care.Adults([1])
        ),
        Row.Of(
            "PUT /api/units/{id:guid}/shifts/{day}",
            "401   403     403     403    403    403      204   404       403",
            async s => $"/api/units/{s.Unit}/shifts/{Care.Locked(s.App):yyyy-MM-dd}",
            _ => Care.Adults()
        ),
        Row.Of(
            "DELETE /api/units/{id:guid}/shifts/{day}",
            "401   403     403     403    403    403      204   404       403",
            async s =>
            {
                var path = $"units/{s.Unit}/shifts/{Care.Open(s.App):yyyy-MM-dd}";
                await s.Api(Who.Headteacher).Put(path, Care.Adults()).Is(HttpStatusCode.NoContent);
                return $"/api/{path}";
            }
        ),
        Row.Of(
            "GET /api/units/{id:guid}/staffing-weights",
            "401   403     403     403    403    403      200   404       403",
            async s => $"/api/units/{s.Unit}/staffing-weights"
        ),
        Row.Of(
            "PUT /api/children/{childId:guid}/staffing-weight",
            "401   403     403     403    403    403      204   404       403",
            async s => $"/api/children/{s.Child}/staffing-weight",
            _ => new { weight = 1.5m }
        ),
        Row.Of(
            "GET /api/units/{id:guid}/care-slots",
            "401   403     403     403    200    404      200   404       403",
            async s => $"/api/units/{s.Unit}/care-slots",
            colleague: 200
        ),
        Row.Of(
            "PUT /api/units/{id:guid}/care-slots",
            "401   403     403     403    403    403      204   404       403",
            async s => $"/api/units/{s.Unit}/care-slots",
            _ => new { slots = Array.Empty<object>() }
        ),
        Row.Of(
            "PAGE /units/{UnitId:guid}/care-slots",
            "302   403     403     403    403    403      200   404       403",
            async s => $"/units/{s.Unit}/care-slots"
        ),
        Row.Of("PAGE /staffing", "302   403     403     403    302    302      302   302       403"),
        Row.Of(
            "PAGE /units/{UnitId:guid}/staffing",
            "302   403     403     403    200    404      200   404       403",
            async s => $"/units/{s.Unit}/staffing?day={s.App.Today:yyyy-MM-dd}&at=08:00",
            colleague: 200
        ),
        Row.Of(
            "PAGE /units/{UnitId:guid}/staffing/shifts",
            "302   403     403     403    403    403      200   404       403",
            async s => $"/units/{s.Unit}/staffing/shifts?weekday=1"
        ),
        Row.Of(
            "PAGE /units/{UnitId:guid}/staffing/weights",
            "302   403     403     403    403    403      200   404       403",
            async s => $"/units/{s.Unit}/staffing/weights"
        ),
        Row.Of("GET /api/care-questions", "401   403     403     403    200    200      200   200       403"),
        Row.Of(
            "POST /api/care-questions",
            "401   403     403     403    403    403      201   404       403",
            path: null,
            s => Care.Question(s.App, s.Unit)
        ),
        Row.Of(
            "PUT /api/care-questions/{id:guid}",
            "401   403     403     403    403    403      204   404       403",
            async s => $"/api/care-questions/{await s.CareQuestion()}",
            s => Care.ChangedQuestion(s.App)
        ),
        Row.Of(
            "DELETE /api/care-questions/{id:guid}",
            "401   403     403     403    403    403      204   404       403",
            async s => $"/api/care-questions/{await s.CareQuestion()}"
        ),
        Row.Of(
            "PUT /api/care-questions/{id:guid}/answers",
            "401   200     404     404    200    404      200   404       403",
            async s => $"/api/care-questions/{await s.CareQuestion()}/answers",
            s => new { children = new[] { new { childId = s.Child, all = "none" } } }
        ),
        Row.Of("GET /api/me/care-questions", "401   200     200     200    403    403      403   403       403"),
        Row.Of(
            "GET /api/me/care-questions/{id:guid}",
            "401   200     404     404    403    403      403   403       403",
            async s => $"/api/me/care-questions/{await s.CareQuestion()}"
        ),
        Row.Of(
            "GET /api/children/{childId:guid}/care-questions/{id:guid}",
            "401   403     403     403    200    404      200   404       403",
            async s => $"/api/children/{s.Child}/care-questions/{await s.CareQuestion()}"
        ),
        Row.Of(
            "GET /api/units/{unitId:guid}/care-questions/{id:guid}",
            "401   403     403     403    200    404      200   404       403",
            async s => $"/api/units/{s.Unit}/care-questions/{await s.CareQuestion()}",
            colleague: 200
        ),
        Row.Of(
            "GET /api/units/{unitId:guid}/care-questions/{id:guid}/answers.csv",
            "401   403     403     403    200    404      200   404       403",
            async s => $"/api/units/{s.Unit}/care-questions/{await s.CareQuestion()}/answers.csv",
            colleague: 200
        ),
        Row.Of(
            "POST /api/units/{unitId:guid}/care-questions/{id:guid}/reminders",
            "401   403     403     403    200    404      200   404       403",
            async s => $"/api/units/{s.Unit}/care-questions/{await s.CareQuestion()}/reminders",
            colleague: 200
        ),
        Row.Of("PAGE /care/questions", "302   200     200     200    403    403      403   403       403"),
        Row.Of(
            "PAGE /care/questions/{Id:guid}",
            "302   200     404     404    403    403      403   403       403",
            async s => $"/care/questions/{await s.CareQuestion()}"
        ),
        Row.Of("PAGE /care-questions", "302   403     403     403    200    200      200   200       403"),
        Row.Of("PAGE /care-questions/new", "302   403     403     403    403    403      200   200       403"),
        Row.Of(
            "PAGE /care-questions/{Id:guid}/change",
            "302   403     403     403    403    403      200   404       403",
            async s => $"/care-questions/{await s.CareQuestion()}/change"
        ),
        Row.Of(
            "PAGE /care-questions/{Id:guid}/children/{ChildId:guid}",
            "302   403     403     403    200    404      200   404       403",
            async s => $"/care-questions/{await s.CareQuestion()}/children/{s.Child}"
        ),
        Row.Of(
            "PAGE /units/{UnitId:guid}/care-questions/{Id:guid}",
            "302   403     403     403    200    404      200   404       403",
            async s => $"/units/{s.Unit}/care-questions/{await s.CareQuestion()}",
            colleague: 200
        ),
    ];

    public IReadOnlyList<string> Forms { get; } =
    [
        "/care/{ChildId:guid}/pickup person",
        "/care/{ChildId:guid}/pickup/{Id:guid} person",
        "/care/{ChildId:guid}/day day",
        "/care/{ChildId:guid}/pattern pattern",
        "/care/{ChildId:guid}/ask ask",
        "/units/{UnitId:guid}/staffing/shifts shifts",
        "/units/{UnitId:guid}/staffing/weights weight",
        "/units/{UnitId:guid}/care-slots slots",
        "/care/questions/{Id:guid} answer",
        "/care-questions/new ask",
        "/care-questions/{Id:guid}/change change",
        "/care-questions/{Id:guid}/children/{ChildId:guid} answer",
        "/units/{UnitId:guid}/care-questions/{Id:guid} remind",
    ];

    public IReadOnlyList<string> Written { get; } =
    [
        "careschedule.people_of_day.note",
        "careschedule.pickup_person.name",
        "careschedule.question.name",
        "careschedule.question.note",
    ];

    public async Task Happen(Cast cast, Guid child)
    {
        await cast.Api(Who.Guardian)
            .Put(
                $"children/{child}/care-days/{Care.Open(cast.App):yyyy-MM-dd}/people",
                new { note = "Regnkläderna ligger i väskan" }
            )
            .Is(HttpStatusCode.NoContent);
        await cast.Api(Who.Guardian)
            .Post(
                $"children/{child}/pickup-persons",
                new
                {
                    name = "Gun Berg",
                    relation = "Mormor",
                    phone = "070-174 06 35",
                }
            )
            .Is(HttpStatusCode.Created);
        await cast.Api(Who.Guardian)
            .Post($"children/{child}/care-patterns", Care.Pattern(cast.Unit, Care.Open(cast.App), "08:00-16:00"))
            .Is(HttpStatusCode.Created);
    }

    public Task<IReadOnlyList<string>> Places(Cast cast, Guid child) =>
        Task.FromResult<IReadOnlyList<string>>([$"/api/children/{child}/care-weeks/{Care.Open(cast.App):yyyy-MM-dd}"]);
}

/// <summary>What tests say of schedules.</summary>
internal static class Care
{
    /// <summary>The Monday of the week after next, which nobody has locked.</summary>
    public static DateOnly Open(App app) => app.Today.AddDays(15 - (int)app.Today.DayOfWeek);

    /// <summary>Tomorrow, which only staff change; a weekday, as the clock of tests has it.</summary>
    public static DateOnly Locked(App app) => app.Today.AddDays(1);

    /// <summary>The guardian has asked for other times tomorrow.</summary>
    public static async Task<Guid> CareRequest(this Scene scene) =>
        (Guid)
            (
                await scene
                    .Api(Who.Guardian)
                    .Post(
                        $"children/{scene.Child}/care-requests",
                        Days(scene.Unit, (Locked(scene.App), ["06:30-16:00"]))
                    )
                    .Json(HttpStatusCode.Created)
            )["ids"]![0]!;

    /// <summary>The guardian has put somebody on the list of those who fetch the child.</summary>
    public static async Task<Guid> PickupPerson(this Scene scene) =>
        (Guid)
            (
                await scene
                    .Api(Who.Guardian)
                    .Post($"children/{scene.Child}/pickup-persons", new { name = "Gun Berg", relation = "Mormor" })
                    .Json(HttpStatusCode.Created)
            )["id"]!;

    /// <summary>The headteacher has asked about a week in three months.</summary>
    public static async Task<Guid> CareQuestion(this Scene scene) =>
        (Guid)
            (
                await scene
                    .Api(Who.Headteacher)
                    .Post("care-questions", Question(scene.App, scene.Unit))
                    .Json(HttpStatusCode.Created)
            )["id"]!;

    /// <summary>About a week in three months, to be answered within one.</summary>
    public static object Question(App app, Guid unit) =>
        new
        {
            name = "Lov",
            units = new[] { unit },
            startsOn = Open(app).AddDays(84),
            endsOn = Open(app).AddDays(88),
            lastDay = app.Today.AddDays(30),
        };

    /// <summary>The same, and a week more.</summary>
    public static object ChangedQuestion(App app) =>
        new
        {
            name = "Lov",
            startsOn = Open(app).AddDays(84),
            endsOn = Open(app).AddDays(95),
            opensOn = app.Today,
            lastDay = app.Today.AddDays(30),
            forUnanswered = "unknown",
        };

    public static object Days(Guid unit, params (DateOnly Day, string[] Times)[] days) =>
        new { unitId = unit, days = days.Select(day => new { date = day.Day, times = Times(day.Times) }) };

    /// <summary>One adult from six to two, on weekdays or on a date.</summary>
    public static object Adults(params int[] weekdays) =>
        new
        {
            weekdays,
            shifts = new[]
            {
                new
                {
                    from = "06:00",
                    until = "14:00",
                    adults = 1,
                },
            },
        };

    /// <summary>The same from Monday to Friday.</summary>
    public static object Pattern(Guid unit, DateOnly starts, params string[] times) =>
        Weeks(unit, starts, 1, [.. Enumerable.Range(1, 5).Select(weekday => (1, weekday, times))]);

    public static object Weeks(
        Guid unit,
        DateOnly starts,
        int weeks,
        params (int Week, int Weekday, string[] Times)[] days
    ) =>
        new
        {
            unitId = unit,
            startsOn = starts,
            weeks,
            days = days.Select(day => new
            {
                week = day.Week,
                weekday = day.Weekday,
                times = Times(day.Times),
            }),
        };

    private static IEnumerable<object> Times(string[] times) =>
        times.Select(time => new { from = time.Split('-')[0], until = time.Split('-')[1] });
}
