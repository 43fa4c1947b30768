using System.Net;
using AngleSharp.Dom;
using Kapprum.Contracts.Roster;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Roster;

/// <summary>
/// Units that are open several times a day, and days on which they are open at other times than usual.
/// </summary>
public sealed class OpeningTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    // The clock says Tuesday, 24 November 2026.
    private static readonly DateOnly Wednesday = new(2026, 11, 25);

    [Fact]
    public async Task A_unit_is_open_in_the_evening_and_at_night()
    {
        var unit = await app.Unit(opens: "");
        var head = await app.Headteacher(unit);

        await head
            .Api.Put(
                $"units/{unit}/hours",
                Days((3, "18:00", "24:00"), (3, "00:00", "07:00"), (4, "06:00", "12:00"), (4, "12:00", "14:00"))
            )
            .Is(HttpStatusCode.NoContent);

        var days = (await head.Api.GetAsync($"units/{unit}/hours").Json())["days"]!.AsArray();
        Assert.Equal(
            ["3 00:00 07:00", "3 18:00 24:00", "4 06:00 14:00"],
            days.Select(day => $"{day!["weekday"]} {day["opens"]} {day["closes"]}")
        );
        var child = await app.Child(await app.Group(unit));
        Assert.Equal("00:00-07:00 18:00-24:00", await Pieces(child, Wednesday));
        Assert.Equal("06:00-14:00", await Pieces(child, Wednesday.AddDays(1)));
        Assert.Equal("", await Pieces(child, Wednesday.AddDays(2)));
    }

    [Fact]
    public async Task Times_of_a_day_that_overlap_or_are_too_many_are_refused_each_where_it_stands()
    {
        var unit = await app.Unit();
        var head = await app.Headteacher(unit);

        await head
            .Api.Put($"units/{unit}/hours", Days((1, "06:00", "12:00"), (2, "11:00", "13:00"), (1, "11:00", "13:00")))
            .RefusedField("days[2].closes");
        await head
            .Api.Put(
                $"units/{unit}/hours",
                Days((1, "01:00", "02:00"), (1, "03:00", "04:00"), (1, "05:00", "06:00"), (1, "07:00", "08:00"))
            )
            .RefusedField("days[3].closes");
        Assert.Equal(5, (await head.Api.GetAsync($"units/{unit}/hours").Json())["days"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_day_has_other_times_than_usual_and_a_timetable_what_is_within_them()
    {
        var unit = await app.Unit();
        var (own, usual) = (await app.Group(unit), await app.Group(unit));
        var head = await app.Headteacher(unit);
        await head
            .Api.Put(
                $"groups/{own}/hours",
                new
                {
                    days = new[]
                    {
                        new
                        {
                            weekday = 3,
                            begins = "08:00",
                            ends = "13:00",
                        },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);
        var (taught, free) = (await app.Child(own), await app.Child(usual));

        var id = await head.Api.Post("closing-days", Day(unit, ("10:00", "16:00"), ("18:00", "24:00"))).Created();

        Assert.Equal("10:00-13:00", await Pieces(taught, Wednesday));
        Assert.Equal("10:00-16:00 18:00-24:00", await Pieces(free, Wednesday));
        Assert.Equal("06:00-18:00", await Pieces(free, Wednesday.AddDays(1)));
        var listed = (await head.Api.GetAsync($"closing-days?unitId={unit}").Json())["items"]![0]!;
        Assert.Equal(
            ["10:00-16:00", "18:00-24:00"],
            listed["hours"]!.AsArray().Select(time => $"{time!["opens"]}-{time["closes"]}")
        );
        await head.Api.DeleteAsync($"closing-days/{id}").Is(HttpStatusCode.NoContent);
        Assert.Equal("08:00-13:00", await Pieces(taught, Wednesday));

        await head.Api.Post("closing-days", Day(unit)).Created();
        Assert.Equal("", await Pieces(taught, Wednesday));
        Assert.Equal("", await Pieces(free, Wednesday));
    }

    [Fact]
    public async Task What_is_said_of_one_unit_goes_before_what_is_said_of_all()
    {
        await using var alone = await App.Start();
        var (unit, other) = (await alone.Unit(), await alone.Unit());
        var administrator = await alone.Administrator();
        await administrator.Api.Post("closing-days", Day(null)).Created();
        await administrator.Api.Post("closing-days", Day(unit, ("08:00", "12:00"))).Created();

        Assert.Equal("08:00-12:00", await Pieces(alone, await alone.Child(await alone.Group(unit)), Wednesday));
        Assert.Equal("", await Pieces(alone, await alone.Child(await alone.Group(other)), Wednesday));
    }

    [Fact]
    public async Task Times_of_a_changed_day_are_times_of_a_day()
    {
        var unit = await app.Unit();
        var head = await app.Headteacher(unit);

        await head
            .Api.Post("closing-days", Day(unit, ("08:00", "12:00"), ("11:00", "13:00")))
            .RefusedField("hours[1].closes");
        await head.Api.Post("closing-days", Day(unit, ("12:00", "08:00"))).RefusedField("hours[0].closes");
    }

    [Fact]
    public async Task Between_two_times_of_a_day_there_is_nothing_to_be_absent_from()
    {
        var unit = await app.Unit(opens: "");
        var group = await app.Group(unit);
        var head = await app.Headteacher(unit);
        await head
            .Api.Put($"units/{unit}/hours", Days((3, "06:00", "12:00"), (3, "18:00", "24:00")))
            .Is(HttpStatusCode.NoContent);
        var child = await app.Child(group);
        var guardian = await app.Guardian(child);

        await Report("13:00", "17:00").Refused(HttpStatusCode.Conflict, "absence/outside-the-day");
        await Report("06:00", "12:00").Created();
        await Report("18:00", "24:00").Created();
        await Report(null, null).Refused(HttpStatusCode.Conflict, "absence/already-reported");

        var staff = await app.Staff(group);
        var day = await staff.Api.GetAsync($"absences/day?day={Wednesday:yyyy-MM-dd}").Json();
        Assert.Contains("\"state\":\"away\"", day.ToJsonString(), StringComparison.Ordinal);

        Task<HttpResponseMessage> Report(string? from, string? until) =>
            guardian.Api.Post(
                "absences",
                new
                {
                    childId = child,
                    day = Wednesday,
                    reason = "ill",
                    from,
                    until,
                }
            );
    }

    [Fact]
    public async Task A_second_time_and_a_changed_day_are_set_on_the_units_page()
    {
        var unit = await app.Unit();
        var pages = await app.Pages((await app.Headteacher(unit)).Id);
        await pages.Open($"/units/{unit}");

        var page = await pages.Send("hours", ("From3_2", "17:00"), ("Until3_2", "22:00"));
        Assert.Equal("Tiderna överlappar andra tider samma dag.", pages.Error("until3_2"));
        Assert.Equal("17:00", page.QuerySelector("[name=From3_2]")!.GetAttribute("value"));
        await pages.Send("hours", ("From3_2", "19:00"), ("Until3_2", "00:00"));
        page = await pages.Open($"/units/{unit}");
        Assert.Equal("19:00", page.QuerySelector("[name=From3_2]")!.GetAttribute("value"));

        await pages.Send(
            "form:has([value=closing-day])",
            ("Day", "2026-11-25"),
            ("Reason", "Planering"),
            ("Opens", "06:00"),
            ("Closes", "")
        );
        Assert.Equal("Fyll i båda tiderna, eller ingen.", pages.Error("closes"));
        await pages.Send("form:has([value=closing-day])", ("Closes", "16:00"));
        page = await pages.Open($"/units/{unit}");
        Assert.Contains("6.00–16.00", page.QuerySelector("#closing-days .rows")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("06:00-16:00", await Pieces(await app.Child(await app.Group(unit)), Wednesday));
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

    private static object Day(Guid? unit, params (string Opens, string Closes)[] hours) =>
        new
        {
            day = Wednesday,
            reason = "Planering",
            unitId = unit,
            hours = hours.Select(time => new { opens = time.Opens, closes = time.Closes }),
        };

    private Task<string> Pieces(Guid child, DateOnly day) => Pieces(app, child, day);

    private static async Task<string> Pieces(App app, Guid child, DateOnly day)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var frame = scope.ServiceProvider.GetRequiredService<IChildFrame>();
        var days = await frame.On([child], day, day, default);
        return string.Join(' ', days.SelectMany(one => one.Pieces).Select(piece => $"{piece.From}-{piece.Until}"));
    }
}
