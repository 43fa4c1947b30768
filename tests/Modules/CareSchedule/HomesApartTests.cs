using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.CareSchedule;

/// <summary>
/// What a guardian is told elsewhere than in the schedule of the days of a home that is kept apart: hours, absences and
/// what staff do. It is Monday 14 December 2026, 7:30, an odd week, which is the first home's; the unit is open from 6
/// to 18.
/// </summary>
public sealed class HomesApartTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Morning = new(2026, 12, 14, 6, 30, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 12, 14);
    private static readonly DateOnly Later = new(2026, 12, 30);

    private App app = null!;
    private Family family = null!;
    private Actor other = null!;

    private Actor A => family.Guardian;

    public async Task InitializeAsync() => await Begin(await App.Shared(Morning));

    private async Task Begin(App fresh)
    {
        app = fresh;
        family = await app.Family();
        other = await app.Guardian(family.Child);
        await family
            .Staff.Api.Post(
                $"children/{family.Child}/care-turns",
                new
                {
                    startsOn = Monday,
                    kind = "odd-even",
                    first = A.Id,
                    second = other.Id,
                }
            )
            .Is(HttpStatusCode.Created);
        await ByStaff((Monday, ["07:45-15:25"]), (Monday.AddDays(1), ["07:45-15:25"]));
        await Apart(true);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task R22_Why_a_child_is_away_on_the_other_homes_day_is_not_told()
    {
        var id = await Report(Monday, "ill");
        await app.Drain();

        var seen = await other.Api.GetAsync($"absences/{id}").Json();
        var listed = (await other.Api.GetAsync($"children/{family.Child}/absences").Json())["items"]![0]!;
        var start = (await other.Api.GetAsync("start").Json())["children"]![0]!;

        foreach (var one in new[] { seen, listed, start["absences"]![0]! })
        {
            Assert.Null(one["reason"]);
            Assert.True((bool)one["otherHome"]!);
            Assert.Equal(("00:00", "24:00"), ((string?)one["from"], (string?)one["until"]));
        }
        var ill = app.Services.GetRequiredService<Texts>().In("sv", "absence.reason.ill");
        var told = (await other.Api.GetAsync("notifications").Json())["items"]!
            .AsArray()
            .Single(notice => (string?)notice!["kind"] == "absence-reported")!;
        foreach (var text in new[] { seen, listed, start, told }.Select(one => one.ToJsonString()))
        {
            Assert.DoesNotContain(ill, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Feber", text, StringComparison.Ordinal);
            Assert.DoesNotContain("07:45", text, StringComparison.Ordinal);
        }
        Assert.Equal("away", (string?)start["state"]);
        // Nor is the length of the day found out by reporting beside it.
        await other
            .Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = Monday,
                    reason = "other",
                    until = "07:45",
                }
            )
            .Refused(HttpStatusCode.Conflict, "absence/already-reported");
        Assert.Equal("ill", (string?)(await family.Staff.Api.GetAsync($"absences/{id}").Json())["reason"]);
        Assert.Equal("Feber", (string?)(await A.Api.GetAsync($"absences/{id}").Json())["note"]);
        var pages = await app.Pages(other.Id);
        foreach (var page in new[] { "/", "/absence", $"/absence/{id}", "/notifications" })
            Assert.DoesNotContain(
                ill,
                (await pages.Open(page)).QuerySelector("main")!.TextContent,
                StringComparison.OrdinalIgnoreCase
            );

        await Apart(false);
        Assert.Equal("ill", (string?)(await other.Api.GetAsync($"absences/{id}").Json())["reason"]);
    }

    [Fact]
    public async Task R22_What_the_other_home_has_reported_is_neither_changed_nor_taken_back()
    {
        var id = await Report(Monday.AddDays(1), "ill");

        var seen = await other.Api.GetAsync($"absences/{id}").Json();

        Assert.False((bool)seen["mayChange"]!);
        Assert.False((bool)seen["mayWithdraw"]!);
        await other
            .Api.Put($"absences/{id}", new { reason = "other" })
            .Refused(HttpStatusCode.Conflict, "absence/other-home");
        await other.Api.DeleteAsync($"absences/{id}").Refused(HttpStatusCode.Conflict, "absence/other-home");
        await other.Api.Put($"absences/{id}/well", new { }).Is(HttpStatusCode.NotFound);
        await A.Api.Put($"absences/{id}", new { reason = "other" }).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task R22_What_nobody_has_explained_both_homes_are_asked()
    {
        var id = (Guid)
            (
                await family
                    .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = Monday })
                    .Json(HttpStatusCode.Created)
            )["id"]!;

        var seen = await other.Api.GetAsync($"absences/{id}").Json();

        Assert.True((bool)seen["otherHome"]!);
        Assert.DoesNotContain("07:45", seen.ToJsonString(), StringComparison.Ordinal);
        Assert.True((bool)seen["mayExplain"]!);
        await other.Api.Post($"absences/{id}/explanation", new { reason = "ill" }).Is(HttpStatusCode.NoContent);
        Assert.Equal("ill", (string?)(await other.Api.GetAsync($"absences/{id}").Json())["reason"]);
        Assert.DoesNotContain(
            "07:45",
            (await other.Api.GetAsync($"absences/{id}").Json()).ToJsonString(),
            StringComparison.Ordinal
        );
        var own = await A.Api.GetAsync($"absences/{id}").Json();
        Assert.Equal(("ill", false), ((string?)own["reason"], (bool)own["otherHome"]!));
    }

    [Fact]
    public async Task R22_Of_a_part_of_the_other_homes_day_no_times_are_told()
    {
        await A
            .Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = Monday,
                    reason = "medical",
                    from = "13:10",
                }
            )
            .Is(HttpStatusCode.Created);
        await app.Drain();
        var pages = await app.Pages(other.Id);

        foreach (var path in new[] { $"children/{family.Child}/absences", "start", "notifications" })
        {
            var seen = (await other.Api.GetAsync(path).Json()).ToJsonString();
            Assert.DoesNotContain("13:10", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("13.10", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("15:25", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("15.25", seen, StringComparison.Ordinal);
        }

        foreach (var page in new[] { "/", "/absence", "/notifications" })
            Assert.DoesNotContain(
                "13.10",
                (await pages.Open(page)).QuerySelector("main")!.TextContent,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task R22_Of_days_of_which_it_is_kept_no_more_whose_they_were_it_is_not_told_either()
    {
        await using var own = await App.Start(Morning);
        await Begin(own);
        var id = await Report(Monday, "ill");
        await own.Execute("delete from careschedule.turn", new { });

        own.Clock.Advance(TimeSpan.FromDays(750));

        var (one, second) = (await own.As(A.Id), await own.As(other.Id));
        Assert.Null((await second.Api.GetAsync($"absences/{id}").Json())["reason"]);
        Assert.Equal("ill", (string?)(await one.Api.GetAsync($"absences/{id}").Json())["reason"]);
    }

    [Fact]
    public async Task R22_Of_the_hours_of_the_other_homes_day_the_units_are_told()
    {
        await ByStaff((Monday.AddDays(1), []));

        var own = await Days(A);
        var seen = await Days(other);

        Assert.Equal(("07:45", "15:25"), Times(own, Monday));
        Assert.Equal(("06:00", "18:00"), Times(seen, Monday));
        // Nor is it told that the child is off.
        Assert.DoesNotContain(own, day => (string?)day!["day"] == $"{Monday.AddDays(1):yyyy-MM-dd}");
        Assert.Equal(("06:00", "18:00"), Times(seen, Monday.AddDays(1)));
        var start = (await other.Api.GetAsync("start").Json())["children"]![0]!;
        Assert.Equal(("06:00", "18:00"), ((string?)start["begins"], (string?)start["ends"]));
        await other
            .Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = Monday.AddDays(1),
                    reason = "other",
                }
            )
            .Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task R22_Whose_a_day_is_staff_decide_while_homes_are_apart()
    {
        await other
            .Api.Post(
                $"children/{family.Child}/care-turns",
                new
                {
                    startsOn = Later,
                    kind = "odd-even",
                    first = other.Id,
                    second = A.Id,
                }
            )
            .Refused(HttpStatusCode.Conflict, "careschedule/homes-apart");
        await A
            .Api.Put($"children/{family.Child}/care-days/{Later:yyyy-MM-dd}/owner", new { to = other.Id })
            .Refused(HttpStatusCode.Conflict, "careschedule/homes-apart");
        await family
            .Staff.Api.Put($"children/{family.Child}/care-days/{Later:yyyy-MM-dd}/owner", new { to = other.Id })
            .Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task R22_What_staff_change_in_one_homes_days_that_home_alone_is_told()
    {
        await app.Drain();
        await other.Api.Put("notifications/read", new { }).Is(HttpStatusCode.NoContent);

        await ByStaff((Monday.AddDays(3), ["08:00-12:00"]), (Monday.AddDays(4), ["08:00-12:00"]));
        await app.Drain();
        Assert.Equal(0, await Unread(other));

        await ByStaff((Monday.AddDays(4), ["08:00-13:00"]), (Monday.AddDays(7), ["08:00-12:00"]));
        await app.Drain();
        Assert.Equal(1, await Unread(other));
    }

    private async Task<Guid> Report(DateOnly day, string reason) =>
        (Guid)
            (
                await A
                    .Api.Post(
                        "absences",
                        new
                        {
                            childId = family.Child,
                            day,
                            reason,
                            note = "Feber",
                        }
                    )
                    .Json(HttpStatusCode.Created)
            )["id"]!;

    private async Task<JsonArray> Days(Actor by) =>
        (await by.Api.GetAsync($"children/{family.Child}/reportable-days").Json()).AsArray();

    private static (string?, string?) Times(JsonArray days, DateOnly day)
    {
        var found = days.Single(one => (string?)one!["day"] == $"{day:yyyy-MM-dd}")!;
        return ((string?)found["begins"], (string?)found["ends"]);
    }

    private Task ByStaff(params (DateOnly, string[])[] days) =>
        family
            .Staff.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, days))
            .Is(HttpStatusCode.NoContent);

    private async Task Apart(bool apart) =>
        await (await app.Headteacher(family.Unit))
            .Api.Put($"children/{family.Child}/homes-apart", new { apart })
            .Is(HttpStatusCode.NoContent);

    private static async Task<int> Unread(Actor actor) =>
        (int)(await actor.Api.GetAsync("notifications/unread").Json())["total"]!;
}
