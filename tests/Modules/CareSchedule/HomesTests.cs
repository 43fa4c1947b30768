using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.CareSchedule;

/// <summary>
/// A home is no guardian's any more, and homes that shall not see each other's days. Two homes take turns with a child
/// by odd and even weeks from 7 December; it is Friday 27 November 2026, 10:00.
/// </summary>
public sealed class HomesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Even = new(2026, 12, 7);
    private static readonly DateOnly Odd = new(2026, 12, 14);

    private App app = null!;
    private Family family = null!;
    private Actor other = null!;

    private Actor A => family.Guardian;

    public async Task InitializeAsync()
    {
        app = await App.Shared(Friday);
        family = await app.Family();
        other = await app.Guardian(family.Child);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task C20_Of_the_other_homes_days_a_guardian_learns_no_more_than_that_they_are()
    {
        await TakeTurns();
        await Lay(A, "07:25-15:35");
        await Lay(other, "09:15-16:45");
        await People(A, Odd, new { fetches = "Farfar Ivar" }).Is(HttpStatusCode.NoContent);
        await Change(A, Odd.AddDays(1), "07:35-15:05").Is(HttpStatusCode.NoContent);
        var head = await app.Headteacher(family.Unit);
        await Apart(A, true).Is(HttpStatusCode.Forbidden);
        await Apart(head, true).Is(HttpStatusCode.NoContent);

        var seen = (await Week(other, Odd)).ToJsonString();
        var place = (await Week(other, Odd))["days"]![1]!["places"]![0]!;

        Assert.Equal("others-day", (string?)place["state"]);
        foreach (var hidden in new[] { "07:25", "07:35", "15:05", "Ivar", $"{A.Id}" })
            Assert.DoesNotContain(hidden, seen, StringComparison.Ordinal);
        Assert.DoesNotContain("7.35", await Page(other, Odd), StringComparison.Ordinal);
        Assert.Equal("09:15", (string?)(await Week(other, Even))["days"]![0]!["places"]![0]!["times"]![0]!["from"]);
        Assert.Contains("07:35", (await Week(family.Staff, Odd)).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Ivar", (await Week(A, Odd)).ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(0, await Copied());
        await Apart(head, false).Is(HttpStatusCode.NoContent);
        Assert.Equal(5, await Copied());
        Assert.Contains("07:35", (await Week(other, Odd)).ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>How many of the one home's days the other copies to a week of its own.</summary>
    private async Task<int> Copied() =>
        (
            await other
                .Api.Post(
                    $"children/{family.Child}/care-weeks/{Odd:yyyy-MM-dd}/copies",
                    new { weeks = new[] { Odd.AddDays(7) }, withPeople = true }
                )
                .Json()
        )["children"]![0]!["copied"]!
            .AsArray()
            .Count;

    [Fact]
    public async Task The_days_of_a_guardian_whose_right_has_ended_fall_to_the_other_who_fills_them_in_at_once()
    {
        await TakeTurns();
        await Lay(A, "07:25-15:35");
        await Lay(other, "09:00-17:00");
        await End(A);
        await Import();

        Assert.Equal(other.Id, (Guid?)(await Place(Odd))["household"]);
        Assert.Equal("09:00", (string?)(await Place(Odd))["times"]![0]!["from"]);
        Assert.Equal(["care-home-left"], await Told(family.Staff));
        await family.Staff.Api.Put("notifications/read", new { }).Is(HttpStatusCode.NoContent);
        await Import();
        Assert.Equal(0, (int)(await family.Staff.Api.GetAsync("notifications/unread").Json())["total"]!);
    }

    [Fact]
    public async Task A_locked_day_of_a_guardian_whose_right_has_ended_is_the_others_to_fill_in()
    {
        var thursday = await App.Shared(new DateTimeOffset(2026, 12, 10, 12, 0, 0, TimeSpan.Zero));
        var there = await thursday.Family();
        var second = await thursday.Guardian(there.Child);
        await there
            .Staff.Api.Post(
                $"children/{there.Child}/care-turns",
                new
                {
                    startsOn = "2026-12-10",
                    kind = "odd-even",
                    first = there.Guardian.Id,
                    second = second.Id,
                }
            )
            .Is(HttpStatusCode.Created);
        var change = Care.Days(there.Unit, (Odd, ["08:00-12:00"]));
        await there
            .Guardian.Api.Put($"children/{there.Child}/care-days", change)
            .Refused(HttpStatusCode.Conflict, "careschedule/locked");
        await second
            .Api.Put($"children/{there.Child}/care-days", change)
            .Refused(HttpStatusCode.Conflict, "careschedule/others-day");

        await thursday.Execute(
            "update roster.guardianship set ends_on = '2026-12-09' where child_id = @Child and guardian_id = @Id",
            new { there.Child, there.Guardian.Id }
        );

        await second.Api.Put($"children/{there.Child}/care-days", change).Is(HttpStatusCode.NoContent);
        var week = await second.Api.GetAsync($"children/{there.Child}/care-weeks/2026-12-14").Json();
        Assert.Equal((null, null), ((string?)Of(week, 0)["whyNot"], (string?)Of(week, 1)["whyNot"]));
    }

    [Fact]
    public async Task A_place_of_a_guardian_whose_right_has_ended_is_no_day_of_the_childs()
    {
        await Split();
        await Change(A, Odd, "08:00-12:00").Is(HttpStatusCode.NoContent);
        await Change(other, Odd, "13:00-17:00").Is(HttpStatusCode.NoContent);

        await End(A);

        var places = (await Week(other, Odd))["days"]![0]!["places"]!.AsArray();
        Assert.Equal("13:00", (string?)Assert.Single(places)!["times"]![0]!["from"]);
        await Change(other, Odd.AddDays(1), "08:00-17:00").Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Who_fetches_on_the_other_homes_day_is_the_others_to_say()
    {
        await TakeTurns();
        await Lay(A, "08:00-16:00");

        var problem = await People(other, Odd, new { fetches = "Mika" })
            .Refused(HttpStatusCode.Conflict, "careschedule/others-day");
        Assert.Equal(A.Id, (Guid)problem["household"]!);
        await People(A, Odd, new { fetches = "Mika" }).Is(HttpStatusCode.NoContent);

        var day = (await Week(other, Odd))["days"]![0]!;
        Assert.False((bool)day["maySayWho"]!);
        Assert.Equal("Mika", (string?)day["people"]!["fetches"]);
        Assert.Equal(
            await app.Value<string>("select given_name from roster.person where id = @Id", new { A.Id }),
            (string?)day["people"]!["by"]
        );
    }

    private async Task TakeTurns() =>
        await A
            .Api.Post(
                $"children/{family.Child}/care-turns",
                new
                {
                    startsOn = Even,
                    kind = "odd-even",
                    first = A.Id,
                    second = other.Id,
                }
            )
            .Is(HttpStatusCode.Created);

    private async Task Lay(Actor by, string time) =>
        await by
            .Api.Post($"children/{family.Child}/care-patterns", Care.Pattern(family.Unit, Even, time))
            .Is(HttpStatusCode.Created);

    private Task<HttpResponseMessage> Change(Actor by, DateOnly day, string time) =>
        by.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, (day, [time])));

    private Task<HttpResponseMessage> People(Actor by, DateOnly day, object people) =>
        by.Api.Put($"children/{family.Child}/care-days/{day:yyyy-MM-dd}/people", people);

    private Task<HttpResponseMessage> Apart(Actor by, bool apart) =>
        by.Api.Put($"children/{family.Child}/homes-apart", new { apart });

    private Task<JsonNode> Week(Actor by, DateOnly day) =>
        by.Api.GetAsync($"children/{family.Child}/care-weeks/{day:yyyy-MM-dd}").Json();

    private async Task<JsonNode> Place(DateOnly day) => Of(await Week(family.Staff, day), 0);

    private static JsonNode Of(JsonNode week, int day) => week["days"]![day]!["places"]![0]!;

    private async Task<string> Page(Actor by, DateOnly day)
    {
        var pages = await app.Pages(by.Id);
        return (await pages.Open($"/care/{family.Child}?day={day:yyyy-MM-dd}")).Body!.TextContent;
    }

    private Task End(Actor guardian) =>
        app.Execute(
            "update roster.guardianship set ends_on = '2026-11-26' where child_id = @Child and guardian_id = @Id",
            new { family.Child, guardian.Id }
        );

    /// <summary>An import has been applied; lets what follows from it follow.</summary>
    private async Task Import()
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<Outbox>().Publish(new RosterChanged(Guid.CreateVersion7()));
            await scope.ServiceProvider.GetRequiredService<Transaction>().Run(() => Task.FromResult(0), default);
        }

        await app.Drain();
    }

    private static async Task<IReadOnlyList<string?>> Told(Actor actor) =>
        [
            .. (await actor.Api.GetAsync("notifications").Json())["items"]!
                .AsArray()
                .Select(notice => (string?)notice!["kind"]),
        ];

    /// <summary>A place for each home.</summary>
    private Task Split() =>
        app.Execute(
            """
            insert into roster.placement (id, child_id, unit_id, group_id, kind, starts_on)
            select @id, child_id, unit_id, group_id, kind, starts_on from roster.placement where child_id = @Child;
            insert into roster.placement_owner (placement_id, owner_id, starts_on)
            select id, case when id = @id then @B else @A end, '2020-01-01'
            from roster.placement
            where child_id = @Child
            """,
            new
            {
                id = Guid.CreateVersion7(),
                family.Child,
                A = A.Id,
                B = other.Id,
            }
        );
}
