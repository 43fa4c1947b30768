using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>
/// What guardians still do on a day that is locked: have shorter times, and say who comes. It is Monday 30 November
/// 2026, 10:00; the week is locked and the child comes 08:00-16:00.
/// </summary>
public sealed class LockedDayTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 11, 30);

    private App app = null!;
    private Family family = null!;

    public async Task InitializeAsync()
    {
        app = await App.Shared(Morning);
        family = await app.Family();
        await family
            .Staff.Api.Post($"children/{family.Child}/care-patterns", Care.Pattern(family.Unit, Monday, "08:00-16:00"))
            .Is(HttpStatusCode.Created);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_guardian_may_have_less_than_was_agreed_and_not_more()
    {
        await Change(Monday.AddDays(1), "09:00-15:00").Is(HttpStatusCode.NoContent);
        await Change(Monday.AddDays(2), "07:00-15:00").Refused(HttpStatusCode.Conflict, "careschedule/locked");
        await Change(Monday.AddDays(3)).Refused(HttpStatusCode.Conflict, "careschedule/locked");
        await family
            .Guardian.Api.Post(
                $"children/{family.Child}/care-requests",
                Care.Days(family.Unit, (Monday.AddDays(2), ["08:00-15:00"]))
            )
            .Refused(HttpStatusCode.Conflict, "careschedule/not-locked");

        var place = (await Week())["days"]![1]!["places"]![0]!;
        Assert.Equal(
            ("09:00", true, true),
            ((string?)place["times"]![0]!["from"], (bool)place["late"]!, (bool)place["mayShorten"]!)
        );
        // What has fallen away is not had again without asking.
        await Change(Monday.AddDays(1), "08:00-15:00").Refused(HttpStatusCode.Conflict, "careschedule/locked");
    }

    [Fact]
    public async Task What_falls_away_is_still_to_come()
    {
        await Change(Monday, "09:00-15:00").Refused(HttpStatusCode.Conflict, "careschedule/locked");
        await Change(Monday, "08:00-09:30").Refused(HttpStatusCode.Conflict, "careschedule/locked");
        await Change(Monday, "08:00-10:00").Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_unit_may_have_it_that_shorter_times_are_asked_for_as_well()
    {
        var strict = await App.Shared(
            Morning,
            new Dictionary<string, string?> { ["CareSchedule:ShortenLocked"] = "false" }
        );
        var there = await strict.Family();
        await there
            .Staff.Api.Post($"children/{there.Child}/care-patterns", Care.Pattern(there.Unit, Monday, "08:00-16:00"))
            .Is(HttpStatusCode.Created);

        await there
            .Guardian.Api.Put(
                $"children/{there.Child}/care-days",
                Care.Days(there.Unit, (Monday.AddDays(1), ["09:00-15:00"]))
            )
            .Refused(HttpStatusCode.Conflict, "careschedule/locked");
    }

    [Fact]
    public async Task What_staff_have_set_stands_and_what_they_have_agreed_to_may_become_less()
    {
        var (set, agreed) = (Monday.AddDays(1), Monday.AddDays(2));
        await family
            .Staff.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, (set, ["08:00-15:00"])))
            .Is(HttpStatusCode.NoContent);
        await Change(set, "08:00-12:00").Refused(HttpStatusCode.Conflict, "careschedule/set-by-staff");
        var asked = await family
            .Guardian.Api.Post(
                $"children/{family.Child}/care-requests",
                Care.Days(family.Unit, (agreed, ["07:00-16:00"]))
            )
            .Json(HttpStatusCode.Created);
        await family
            .Staff.Api.PostAsync($"care-requests/{(Guid)asked["ids"]![0]!}/accept", null)
            .Is(HttpStatusCode.NoContent);

        await Change(agreed, "07:00-12:00").Is(HttpStatusCode.NoContent);
        // It stays agreed: also on a day that is open again more is asked for.
        var place = (await Week())["days"]![2]!["places"]![0]!;
        Assert.Equal((true, true), ((bool)place["agreed"]!, (bool)place["byStaff"]!));
        await Change(agreed, "07:00-13:00").Refused(HttpStatusCode.Conflict, "careschedule/locked");
    }

    [Fact]
    public async Task A_day_that_is_over_is_corrected_with_a_reason_and_not_forgotten()
    {
        var (days, past) = ($"children/{family.Child}/care-days", Monday.AddDays(-3));
        await family
            .Staff.Api.Put(days, Care.Days(family.Unit, (past, ["08:00-15:00"])))
            .RefusedField("reason", "not-empty");
        var body = System.Text.Json.JsonSerializer.SerializeToNode(Care.Days(family.Unit, (past, ["08:00-15:00"])))!;
        body["reason"] = "Hämtades tidigare";
        await family.Staff.Api.Put(days, body).Is(HttpStatusCode.NoContent);

        var week = await family.Guardian.Api.GetAsync($"children/{family.Child}/care-weeks/{past:yyyy-MM-dd}").Json();
        Assert.Equal("Hämtades tidigare", (string?)week["days"]![4]!["places"]![0]!["reason"]);
        await family
            .Staff.Api.DeleteAsync($"{days}/{past:yyyy-MM-dd}?unitId={family.Unit}")
            .Refused(HttpStatusCode.Conflict, "careschedule/day-is-over");
    }

    [Fact]
    public async Task Who_comes_is_said_until_the_day_is_over_and_staff_hear_of_it_today()
    {
        await People(Monday, new { fetches = "Mormor Gun", note = "Hon har inte hämtat förr" })
            .Is(HttpStatusCode.NoContent);
        await People(Monday.AddDays(-1), new { fetches = "Mormor Gun" })
            .Refused(HttpStatusCode.Conflict, "careschedule/nothing-that-day");
        await People(Monday, new { fetches = new string('x', 81) }).RefusedField("fetches", "maximum-length");
        await app.Drain();

        var day = (await Week())["days"]![0]!;
        Assert.Equal(
            ("Mormor Gun", null, true),
            ((string?)day["people"]!["fetches"], (string?)day["people"]!["brings"], (bool)day["maySayWho"]!)
        );
        Assert.Contains("care-people-of-day", await Told(family.Staff));
        Assert.DoesNotContain("care-people-of-day", await Told(family.Guardian));

        var told = (await Told(family.Staff)).Count(kind => kind == "care-people-of-day");
        await People(Monday, new { }).Is(HttpStatusCode.NoContent);
        Assert.Null((await Week())["days"]![0]!["people"]);
        await app.Drain();
        // That it is said no more is told as well: somebody else may stand at the door.
        Assert.Equal(1, (await Told(family.Staff)).Count(kind => kind == "care-people-of-day"));
        await People(Monday, new { }).Is(HttpStatusCode.NoContent);
        await app.Drain();
        Assert.Equal(1, told);
        Assert.Equal(1, (await Told(family.Staff)).Count(kind => kind == "care-people-of-day"));
    }

    [Fact]
    public async Task When_the_child_has_gone_home_it_is_too_late_to_say_who_comes()
    {
        await using var own = await App.Start(Morning);
        var there = await own.Family();
        await there
            .Staff.Api.Post($"children/{there.Child}/care-patterns", Care.Pattern(there.Unit, Monday, "08:00-16:00"))
            .Is(HttpStatusCode.Created);
        own.Clock.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1));
        var path = $"children/{there.Child}/care-days/{Monday:yyyy-MM-dd}/people";
        await there.Guardian.Api.Put(path, new { fetches = "Johan" }).Is(HttpStatusCode.NoContent);
        own.Clock.Advance(TimeSpan.FromSeconds(1));

        await there
            .Guardian.Api.Put(path, new { fetches = "Mika" })
            .Refused(HttpStatusCode.Conflict, "careschedule/day-is-over");
    }

    [Fact]
    public async Task A_guardian_has_a_shorter_day_on_the_page_and_says_who_picks_up()
    {
        var pages = await app.Pages(family.Guardian.Id);
        await pages.Open($"/care/{family.Child}/ask?day=2026-12-01");
        await pages.Send("ask", ("Until", "14:00"));
        await pages.Open($"/care/{family.Child}/who?day=2026-12-01");
        await pages.Send("who", ("Fetches", "Mormor Gun"));

        var day = (await Week())["days"]![1]!;
        Assert.Equal(
            ("14:00", "Mormor Gun"),
            ((string?)day["places"]![0]!["times"]![0]!["until"], (string?)day["people"]!["fetches"])
        );
    }

    private Task<HttpResponseMessage> Change(DateOnly day, params string[] times) =>
        family.Guardian.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, (day, times)));

    private Task<HttpResponseMessage> People(DateOnly day, object people) =>
        family.Guardian.Api.Put($"children/{family.Child}/care-days/{day:yyyy-MM-dd}/people", people);

    private Task<JsonNode> Week() =>
        family.Guardian.Api.GetAsync($"children/{family.Child}/care-weeks/2026-11-30").Json();

    private static async Task<IEnumerable<string?>> Told(Actor actor) =>
        (await actor.Api.GetAsync("notifications").Json())["items"]!
            .AsArray()
            .Select(notice => (string?)notice!["kind"]);
}
