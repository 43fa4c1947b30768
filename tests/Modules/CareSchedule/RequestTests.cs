using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>
/// On a day that is locked guardians ask, and staff say yes or no. It is Friday 27 November 2026, 10:00, and the week
/// after is locked.
/// </summary>
public sealed class RequestTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 11, 30);

    private App app = null!;
    private Family family = null!;

    public async Task InitializeAsync()
    {
        app = await App.Shared(Friday);
        family = await app.Family();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task C14_What_staff_have_set_can_be_asked_for_otherwise_and_both_are_told_of_the_yes()
    {
        var (day, other) = (new DateOnly(2026, 12, 9), await app.Guardian(family.Child));
        await family
            .Staff.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, (day, [])))
            .Is(HttpStatusCode.NoContent);
        await app.Drain();
        var id = await Ask(family, day, "08:00-16:00");
        await app.Drain();
        Assert.Equal(["care-request-asked"], await Told(family.Staff));

        var item = await Waiting(family.Staff);
        Assert.Equal(
            (id, "2026-12-09", "08:00", 0),
            (
                (Guid)item["id"]!,
                (string?)item["date"],
                (string?)item["times"]![0]!["from"],
                item["planned"]!.AsArray().Count
            )
        );
        await family.Staff.Api.PostAsync($"care-requests/{id}/accept", null).Is(HttpStatusCode.NoContent);
        await app.Drain();

        var place = await Place(family, day);
        Assert.Equal(
            ("times", "08:00", true, true),
            (
                (string?)place["state"],
                (string?)place["times"]![0]!["from"],
                (bool)place["agreed"]!,
                (bool)place["mayAsk"]!
            )
        );
        Assert.Contains("care-request-answered", await Told(family.Guardian));
        Assert.Contains("care-request-answered", await Told(other));
        await family
            .Staff.Api.Post($"care-requests/{id}/decline", new { reason = "outing" })
            .Refused(HttpStatusCode.Conflict, "careschedule/request-answered");
        Assert.Empty(await Items(family.Staff));
    }

    [Fact]
    public async Task C15_What_nobody_answers_lapses_when_the_day_begins_and_both_are_told_once()
    {
        await using var own = await App.Start(Friday);
        var there = await own.Family();
        var id = await Ask(there, Monday, "06:30-16:00");
        await own.Drain();

        own.Clock.Advance(new DateTimeOffset(2026, 11, 30, 5, 29, 59, TimeSpan.Zero) - own.Clock.GetUtcNow());
        await own.Drain();
        var (guardian, staff) = (await own.As(there.Guardian.Id), await own.As(there.Staff.Id));
        Assert.Empty(await Told(guardian));
        Assert.Single(await Items(staff));
        // What is told later does not wait too long.
        Assert.Equal(0, (await own.Check("events-waiting")).Count);
        own.Clock.Advance(TimeSpan.FromSeconds(1));
        await own.Drain();
        await own.Drain();

        Assert.Equal(["care-request-lapsed"], await Told(guardian));
        Assert.Equal(["care-request-lapsed"], (await Told(staff)).Where(kind => kind != "care-request-asked"));
        await staff
            .Api.PostAsync($"care-requests/{id}/accept", null)
            .Refused(HttpStatusCode.Conflict, "careschedule/request-lapsed");
        await guardian
            .Api.DeleteAsync($"care-requests/{id}")
            .Refused(HttpStatusCode.Conflict, "careschedule/request-lapsed");
        Assert.Empty(await Items(staff));
        var week = await guardian.Api.GetAsync($"children/{there.Child}/care-weeks/2026-11-30").Json();
        Assert.Equal("lapsed", (string?)week["days"]![0]!["places"]![0]!["request"]!["state"]);
        // One may ask again for what is still to come.
        var again = there with
        {
            Guardian = guardian,
        };
        await Ask(again, Monday, "08:00-16:00");
    }

    [Fact]
    public async Task A_no_says_why_and_changes_nothing()
    {
        var id = await Ask(family, Monday, "06:30-16:00");

        await family
            .Staff.Api.Post($"care-requests/{id}/decline", new { reason = "because" })
            .RefusedField("reason", "malformed");
        await family
            .Staff.Api.Post($"care-requests/{id}/decline", new { reason = "too-few-staff" })
            .Is(HttpStatusCode.NoContent);
        await app.Drain();

        var place = await Place(family, Monday);
        Assert.Equal(
            ("no-schedule", "declined", "too-few-staff"),
            ((string?)place["state"], (string?)place["request"]!["state"], (string?)place["request"]!["reason"])
        );
        Assert.Equal(["care-request-answered"], await Told(family.Guardian));
    }

    [Fact]
    public async Task A_newer_question_replaces_the_older_and_one_that_is_taken_back_is_gone()
    {
        var first = await Ask(family, Monday, "06:30-16:00");
        var second = await Ask(family, Monday, "07:00-16:00");

        Assert.Equal(second, (Guid)(await Waiting(family.Staff))["id"]!);
        await family
            .Staff.Api.PostAsync($"care-requests/{first}/accept", null)
            .Refused(HttpStatusCode.Conflict, "careschedule/request-answered");
        await family.Guardian.Api.DeleteAsync($"care-requests/{second}").Is(HttpStatusCode.NoContent);
        Assert.Empty(await Items(family.Staff));
        Assert.Null((await Place(family, Monday))["request"]);
        await app.Drain();
        Assert.DoesNotContain("care-request-asked", await Told(family.Staff));
    }

    [Fact]
    public async Task Only_what_cannot_be_changed_is_asked_for_and_it_is_right_by_itself()
    {
        await Asking(family, (new(2026, 12, 7), ["08:00-16:00"]))
            .Refused(HttpStatusCode.Conflict, "careschedule/not-locked");
        await Asking(family, (Monday, [])).RefusedField("days[0].times", "not-empty");
        await Asking(family, (app.Today, ["08:00-16:00"])).RefusedField("days[0].times[0].from", "begun");
        var problem = await Asking(family, (Monday, ["05:30-16:00"]), (Monday.AddDays(1), ["08:00-19:00"]))
            .Refused(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(
            [("days[0].times[0].from", "outside-hours"), ("days[1].times[0].until", "outside-hours")],
            problem["codes"]!.AsObject().Select(code => (code.Key, (string?)code.Value![0]))
        );
        Assert.Empty(await Items(family.Staff));
    }

    [Fact]
    public async Task Nobody_answers_about_the_own_child()
    {
        await app.Guardian(family.Child, who: family.Staff.Id);
        var both = await app.As(family.Staff.Id);
        var id = await Ask(family, Monday, "06:30-16:00");

        await both
            .Api.PostAsync($"care-requests/{id}/accept", null)
            .Refused(HttpStatusCode.Forbidden, "careschedule/own-child");
    }

    [Fact]
    public async Task What_somebody_has_asked_for_who_is_no_guardian_any_more_is_no_question()
    {
        var other = await app.Guardian(family.Child);
        var id = await Ask(family with { Guardian = other }, Monday, "06:30-16:00");
        Assert.Single(await Items(family.Staff));

        await app.Execute(
            "update roster.guardianship set ends_on = @Yesterday where guardian_id = @Id",
            new { Yesterday = app.Today.AddDays(-1), other.Id }
        );

        Assert.Empty(await Items(family.Staff));
        await family
            .Staff.Api.PostAsync($"care-requests/{id}/accept", null)
            .Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Who_has_asked_as_a_guardian_does_not_answer_as_staff()
    {
        await app.Guardian(family.Child, who: family.Staff.Id);
        var both = await app.As(family.Staff.Id);
        var id = await Ask(family with { Guardian = both }, Monday, "06:30-16:00");
        await app.Execute(
            "update roster.guardianship set ends_on = @Yesterday where guardian_id = @Id",
            new { Yesterday = app.Today.AddDays(-1), both.Id }
        );

        await (await app.As(both.Id))
            .Api.PostAsync($"care-requests/{id}/accept", null)
            .Refused(HttpStatusCode.Forbidden, "careschedule/own-child");
    }

    [Fact]
    public async Task Two_who_answer_at_once_do_not_both()
    {
        var colleague = await app.Staff(family.Group);
        var id = await Ask(family, Monday, "06:30-16:00");

        var answers = await Task.WhenAll(
            family.Staff.Api.PostAsync($"care-requests/{id}/accept", null),
            colleague.Api.Post($"care-requests/{id}/decline", new { reason = "outing" })
        );

        Assert.Equal(
            [HttpStatusCode.NoContent, HttpStatusCode.Conflict],
            answers.Select(answer => answer.StatusCode).Order()
        );
    }

    [Fact]
    public async Task A_guardian_asks_on_a_page_and_staff_say_yes_on_theirs()
    {
        var guardian = await app.Pages(family.Guardian.Id);
        var week = await guardian.Open($"/care/{family.Child}?day=2026-11-30");
        Assert.NotNull(week.QuerySelector($"a[href^='/care/{family.Child}/ask?day=2026-11-30']"));
        await guardian.Open($"/care/{family.Child}/ask?day=2026-11-30");
        await guardian.Send("ask", ("From", "05:00"), ("Until", "16:00"));
        Assert.NotEmpty(guardian.Error("from") ?? "");
        await guardian.Send("ask", ("From", "06:30"), ("Until", "16:00"));

        var staff = await app.Pages(family.Staff.Id);
        Assert.NotNull((await staff.Open("/day")).QuerySelector("a[href='/care-requests']"));
        var id = (Guid)(await Waiting(family.Staff))["id"]!;
        await staff.Open("/care-requests");
        await staff.Send("answer", ("Action", $"Accept {id}"));

        Assert.True((bool)(await Place(family, Monday))["agreed"]!);
    }

    private static async Task<Guid> Ask(Family by, DateOnly day, string time) =>
        (Guid)(await Asking(by, (day, [time])).Json(HttpStatusCode.Created))["ids"]![0]!;

    private static Task<HttpResponseMessage> Asking(Family by, params (DateOnly, string[])[] days) =>
        by.Guardian.Api.Post($"children/{by.Child}/care-requests", Care.Days(by.Unit, days));

    private static async Task<JsonArray> Items(Actor staff) =>
        (await staff.Api.GetAsync("care-requests").Json())["items"]!.AsArray();

    private static async Task<JsonNode> Waiting(Actor staff) => Assert.Single(await Items(staff))!;

    private static async Task<JsonNode> Place(Family of, DateOnly day)
    {
        var week = await of.Guardian.Api.GetAsync($"children/{of.Child}/care-weeks/{day:yyyy-MM-dd}").Json();
        return week["days"]!.AsArray().Single(one => (string?)one!["date"] == $"{day:yyyy-MM-dd}")!["places"]![0]!;
    }

    private static async Task<IEnumerable<string?>> Told(Actor actor) =>
        (await actor.Api.GetAsync("notifications").Json())["items"]!
            .AsArray()
            .Select(notice => (string?)notice!["kind"])
            .Where(kind => kind!.StartsWith("care-request", StringComparison.Ordinal));
}
