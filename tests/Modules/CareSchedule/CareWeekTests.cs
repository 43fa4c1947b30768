using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>Staff read the week of their groups' children. It is Friday 4 December 2026, 10:00.</summary>
public sealed class CareWeekTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Friday = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 12, 7);

    private App app = null!;
    private Family family = null!;

    public async Task InitializeAsync()
    {
        app = await App.Shared(Friday);
        family = await app.Family();
        await family
            .Staff.Api.Post($"children/{family.Child}/care-patterns", Care.Pattern(family.Unit, Monday, "08:00-16:00"))
            .Is(HttpStatusCode.Created);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_week_tells_when_each_child_comes_and_who_fetches_it()
    {
        await family
            .Guardian.Api.Put(
                $"children/{family.Child}/care-days/{Monday.AddDays(1):yyyy-MM-dd}/people",
                new { fetches = "=Mormor", note = "Regnkläder" }
            )
            .Is(HttpStatusCode.NoContent);
        await family.ReportIll(Monday);

        var item = Assert.Single((await Week())["items"]!.AsArray())!;

        Assert.Equal((family.Child, 40 * 60), ((Guid)item["childId"]!, (int)item["minutes"]!));
        Assert.Equal(
            ["times", "times", "times", "times", "times", "closed", "closed"],
            item["days"]!.AsArray().Select(day => (string?)day!["state"])
        );
        Assert.Equal(
            ("08:00", "=Mormor", false, true),
            (
                (string?)Day(item, 1)["times"]![0]!["from"],
                (string?)Day(item, 1)["fetches"],
                (bool)Day(item, 1)["away"]!,
                (bool)Day(item, 0)["away"]!
            )
        );
        var file = await family.Staff.Api.GetStringAsync($"care-weeks/{Monday:yyyy-MM-dd}/week.csv");
        Assert.Contains("2026-12-08,times,08:00-16:00,,\"'=Mormor\",Regnkläder,", file, StringComparison.Ordinal);
        Assert.Contains("2026-12-07,times,08:00-16:00,,,,yes", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_seen_to_is_listed_when_hours_and_rights_have_changed()
    {
        await app.Execute(
            """
            update roster.unit_hours set closes = '15:30' where unit_id = @Unit and weekday = 3;
            update roster.placement set max_weekly_hours = 30 where child_id = @Child
            """,
            new { family.Unit, family.Child }
        );

        var item = Assert.Single((await Week())["items"]!.AsArray())!;

        Assert.Equal((true, 30 * 60), ((bool)item["aboveCap"]!, (int)item["cap"]!));
        Assert.Equal(
            [false, false, true, false, false, false, false],
            item["days"]!.AsArray().Select(day => (bool)day!["outsideHours"]!)
        );
        foreach (var (show, children) in new[] { ("outside", 1), ("above", 1), ("without", 0) })
        {
            var page = await (await app.Pages(family.Staff.Id)).Open($"/care-weeks?day=2026-12-07&show={show}");
            Assert.Equal(children, page.QuerySelectorAll("ul.rows > li").Length);
        }
    }

    [Fact]
    public async Task C22_Times_outside_the_hours_of_another_unit_are_flagged_and_count_there_within_them()
    {
        await family
            .Staff.Api.Put(
                $"children/{family.Child}/care-days",
                Care.Days(family.Unit, (Monday, ["06:30-16:30"]), (Monday.AddDays(1), ["07:00-16:30"]))
            )
            .Is(HttpStatusCode.NoContent);
        var there = await app.Unit(opens: "07:00", closes: "17:00");
        var group = await app.Group(there);
        await (await app.Headteacher(family.Unit))
            .Api.Post(
                $"units/{family.Unit}/temporary-placements",
                new
                {
                    children = new[] { family.Child },
                    at = there,
                    inGroup = group,
                    startsOn = Monday,
                    endsOn = Monday.AddDays(4),
                    reason = "merge",
                }
            )
            .Is(HttpStatusCode.OK);

        var week = await family.Guardian.Api.GetAsync($"children/{family.Child}/care-weeks/{Monday:yyyy-MM-dd}").Json();
        Assert.Equal(
            [true, false],
            week["days"]!.AsArray().Take(2).Select(day => (bool)day!["places"]![0]!["outsideHours"]!)
        );
        var staffing = await (await app.Staff(group))
            .Api.GetAsync($"units/{there}/staffing-weeks/{Monday:yyyy-MM-dd}")
            .Json();
        var certain = staffing["days"]![0]!["unit"]!.AsArray().Where(run => (int)run!["certain"]! > 0).ToList();
        Assert.Equal(("07:00", "16:30"), ((string?)certain[0]!["from"], (string?)certain[^1]!["until"]));
        Assert.Equal(1, (int)staffing["days"]![0]!["outsideHours"]!);
    }

    [Fact]
    public async Task A_child_of_a_protected_identity_stands_without_its_group()
    {
        await app.Execute(
            "update roster.person set protection = 'confidential' where id = @Child",
            new { family.Child }
        );

        var item = Assert.Single((await Week())["items"]!.AsArray())!;

        Assert.Equal((true, null), ((bool)item["protected"]!, (string?)item["group"]));
        Assert.Empty(
            (await (await app.Staff(await app.Group(family.Unit))).Api.GetAsync(Path).Json())["items"]!.AsArray()
        );
    }

    private static string Path => $"care-weeks/{Monday:yyyy-MM-dd}";

    private Task<JsonNode> Week() => family.Staff.Api.GetAsync(Path).Json();

    private static JsonNode Day(JsonNode item, int day) => item["days"]![day]!;
}
