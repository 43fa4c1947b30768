using System.Net;
using System.Net.Http.Json;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

public sealed class HoursTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_headteacher_says_when_the_unit_is_open()
    {
        var unit = await app.Unit(opens: "");
        var head = await app.Headteacher(unit);
        Assert.Empty((await head.Api.GetAsync($"units/{unit}/hours").Json())["days"]!.AsArray());

        await head
            .Api.Put($"units/{unit}/hours", Days((1, "06:00", "18:00"), (2, "06:30", "24:00")))
            .Is(HttpStatusCode.NoContent);
        await head
            .Api.Put($"units/{unit}/hours", Days((2, "00:00", "24:00"), (3, "7:15", "17:00")))
            .Is(HttpStatusCode.NoContent);

        var days = (await head.Api.GetAsync($"units/{unit}/hours").Json())["days"]!.AsArray();
        Assert.Equal(
            ["2 00:00 24:00", "3 07:15 17:00"],
            days.Select(day => $"{day!["weekday"]} {day["opens"]} {day["closes"]}")
        );
    }

    [Fact]
    public async Task A_group_has_a_timetable_of_its_own_until_it_is_taken_away()
    {
        var unit = await app.Unit("school");
        var group = await app.Group(unit, "class");
        var head = await app.Headteacher(unit);

        await head
            .Api.Put(
                $"groups/{group}/hours",
                new
                {
                    days = new[]
                    {
                        new
                        {
                            weekday = 1,
                            begins = "08:10",
                            ends = "13:20",
                        },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);

        var hours = await head.Api.GetAsync($"groups/{group}/hours").Json();
        Assert.Equal("13:20", (string?)Assert.Single(hours["days"]!.AsArray())!["ends"]);
        var listed = (await head.Api.GetAsync("units").Json())["items"]![0]!;
        Assert.Equal((unit, true), ((Guid)listed["id"]!, (bool)listed["groups"]![0]!["hasTimetable"]!));

        await head.Api.Put($"groups/{group}/hours", new { days = Array.Empty<object>() }).Is(HttpStatusCode.NoContent);
        Assert.Empty((await head.Api.GetAsync($"groups/{group}/hours").Json())["days"]!.AsArray());
    }

    [Theory]
    [InlineData("units")]
    [InlineData("groups")]
    public async Task An_edit_of_what_somebody_else_has_changed_is_refused(string what)
    {
        var unit = await app.Unit();
        var id = what == "units" ? unit : await app.Group(unit);
        var head = await app.Headteacher(unit);
        using var read = await head.Api.GetAsync($"{what}/{id}/hours");
        var tag = read.Headers.ETag!.Tag;

        Task<HttpResponseMessage> Put() =>
            head.Api.SendAsync(
                new(HttpMethod.Put, $"{what}/{id}/hours")
                {
                    Headers = { { "If-Match", tag } },
                    Content = JsonContent.Create(new { days = Array.Empty<object>() }),
                }
            );
        using var first = await Put();
        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.NotEqual(tag, first.Headers.ETag!.Tag);
        await Put().Refused(HttpStatusCode.PreconditionFailed, "stale");
    }

    [Fact]
    public async Task Wrong_hours_are_refused_with_the_field()
    {
        var unit = await app.Unit();
        var head = await app.Headteacher(unit);
        Task<string> Refused(string field, params (int, string, string)[] days) =>
            head.Api.Put($"units/{unit}/hours", Days(days)).RefusedField(field);

        await Refused("days[0].closes", (1, "18:00", "06:00"));
        await Refused("days[1].closes", (1, "06:00", "18:00"), (2, "06:00", "06:00"));
        await Refused("days[0].weekday", (8, "06:00", "18:00"));
        await Refused("days[0].opens", (1, "24:01", "18:00"));
        await Refused("days[1].closes", (1, "06:00", "18:00"), (1, "06:00", "18:00"));
        await head.Api.Put($"units/{unit}/hours", new { }).RefusedField("days");
    }

    [Fact]
    public async Task Units_are_listed_by_name_with_their_groups_page_by_page()
    {
        await using var importing = await App.Start();
        foreach (var name in (string[])["Åsen", "Backen", "Dalen"])
            await importing.Group(await importing.Unit(name: name));
        await importing.Child(await importing.Group(await importing.Unit("school", name: "Canon"), "class"));
        await importing.Execute("update roster.unit set ends_on = '2026-11-23' where name = 'Dalen'");
        var administrator = await importing.Administrator();

        var first = await administrator.Api.GetAsync("units?limit=2").Json();
        var second = await administrator.Api.GetAsync($"units?limit=2&cursor={first["next"]}").Json();

        Assert.Equal(
            ["Backen 0 1", "Canon 1 1", "Åsen 0 1"],
            first["items"]!
                .AsArray()
                .Concat(second["items"]!.AsArray())
                .Select(u => $"{u!["name"]} {u["children"]} {u["groups"]!.AsArray().Count}")
        );
        Assert.Null(second["next"]);
        await administrator.Api.GetAsync("units?limit=0").RefusedField("limit");
        await administrator.Api.GetAsync("units?cursor=x").RefusedField("cursor");
    }

    [Fact]
    public async Task A_unit_has_as_many_children_in_the_list_as_on_its_page_and_says_why_nobody_is_there_today()
    {
        await using var app = await App.Start();
        var administrator = await app.Administrator();
        var school = await app.Unit("school");
        var pupil = await app.Child(await app.Group(school, "class"));
        // Who also is at the leisure-time centre of the school is one child.
        await app.Execute(
            """
            insert into roster.placement (id, child_id, unit_id, kind, starts_on)
            values (gen_random_uuid(), @pupil, @school, 'leisure', '2026-08-15')
            """,
            new { pupil, school }
        );

        var listed = (await administrator.Api.GetAsync("units").Json())["items"]!.AsArray().Single()!;
        var unit = await administrator.Api.GetAsync($"units/{school}").Json();
        Assert.Equal((1, 1), ((int)listed["children"]!, (int)unit["children"]!));
        Assert.Null(unit["closedToday"]);

        await administrator
            .Api.Post(
                "closing-days",
                new
                {
                    day = app.Today,
                    reason = "Planering",
                    unitId = school,
                }
            )
            .Created();
        var closed = (await administrator.Api.GetAsync($"units/{school}").Json())["closedToday"]!;
        Assert.Equal(("closing-day", "Planering"), ((string?)closed["because"], (string?)closed["reason"]));
        var page = await (await app.Pages(administrator.Id)).Open($"/units/{school}");
        Assert.Contains("Planering", page.QuerySelector("#closed-today")!.TextContent, StringComparison.Ordinal);
    }

    private static object Days(params (int Weekday, string Opens, string Closes)[] days) =>
        new
        {
            days = days.Select(day => new
            {
                weekday = day.Weekday,
                opens = day.Opens,
                closes = day.Closes,
            }),
        };
}
