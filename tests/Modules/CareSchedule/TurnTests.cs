using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>Two homes take turns with a child. It is Friday 27 November 2026, 10:00.</summary>
public sealed class TurnTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Start = new(2026, 12, 7);

    /// <summary>Two weeks: the first has it from Friday to Thursday, from the first Friday on.</summary>
    private static readonly bool[] Fridays = [.. Enumerable.Range(0, 14).Select(day => day is >= 4 and < 11)];

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
    public async Task C10_Odd_and_even_weeks_are_those_of_the_year_and_53_weeks_make_two_in_a_row()
    {
        var set = await Set(OddEven()).Json(HttpStatusCode.Created);

        Assert.Equal(["2027-01-04"], set["inARow"]!.AsArray().Select(day => (string?)day));
        Assert.Equal((A.Id, A.Id), (await Owner("2026-12-28"), await Owner("2027-01-04")));
        Assert.Equal(other.Id, await Owner("2027-01-11"));

        await Set(
                new
                {
                    startsOn = "2026-12-21",
                    kind = "rolling",
                    first = A.Id,
                    second = other.Id,
                    firstHas = Enumerable.Range(0, 14).Select(day => day < 7),
                }
            )
            .Is(HttpStatusCode.Created);
        Assert.Equal(
            (A.Id, other.Id, A.Id),
            (await Owner("2026-12-21"), await Owner("2026-12-28"), await Owner("2027-01-04"))
        );
        Assert.Equal(other.Id, await Owner("2026-12-07"));
    }

    [Fact]
    public async Task C11_Days_change_hands_on_fridays_and_nobody_writes_on_the_others_day()
    {
        await Set(Rolling(new(2026, 12, 7))).Is(HttpStatusCode.Created);

        Assert.Equal((A.Id, other.Id), (await Owner("2026-12-17"), await Owner("2026-12-18")));
        var problem = await Change(other, new(2026, 12, 17), "08:00-16:00")
            .Refused(HttpStatusCode.Conflict, "careschedule/others-day");
        Assert.Equal(A.Id, (Guid)problem["household"]!);
        await Change(other, new(2026, 12, 18), "08:00-16:00").Is(HttpStatusCode.NoContent);
        await Change(family.Staff, new(2026, 12, 17), "09:00-12:00").Is(HttpStatusCode.NoContent);

        var week = await Week(other, "2026-12-14");
        Assert.Equal(("others-day", null), ((string?)Place(week, 0)["whyNot"], (string?)Place(week, 4)["whyNot"]));
        Assert.Equal(2, week["sums"]!.AsArray().Count);
    }

    [Fact]
    public async Task C12_Each_home_has_its_own_right_and_its_own_schedule()
    {
        await Split();
        await Set(OddEven()).Is(HttpStatusCode.Created);

        // 7 December is in week 50, the other's; 14 December in week 51.
        await Week20(other, new(2026, 12, 7)).RefusedField("days[3]", "above-cap");
        await A
            .Api.Put(
                $"children/{family.Child}/care-days",
                Care.Days(
                    family.Unit,
                    [.. Enumerable.Range(0, 5).Select(day => (new DateOnly(2026, 12, 14).AddDays(day), Long))]
                )
            )
            .Is(HttpStatusCode.NoContent);
        await Change(A, new(2026, 12, 7), "08:00-12:00").Refused(HttpStatusCode.Conflict, "careschedule/others-day");

        var week = await Week(A, "2026-12-14");
        Assert.Equal(
            ["others-day", "times"],
            week["days"]![0]!["places"]!.AsArray().Select(place => (string?)place!["state"]).Order()
        );
    }

    [Fact]
    public async Task A_home_lays_its_own_pattern_which_holds_on_its_days_only()
    {
        await Lay(A, Start, "07:00-15:00").Is(HttpStatusCode.Created);
        Assert.Equal("07:00", await Begins("2026-12-07"));
        await Set(OddEven()).Is(HttpStatusCode.Created);
        Assert.Null(await Begins("2026-12-07"));

        await Lay(A, Start, "08:00-16:00").Is(HttpStatusCode.Created);
        await Lay(other, Start, "09:00-17:00").Is(HttpStatusCode.Created);

        Assert.Equal(("09:00", "08:00"), (await Begins("2026-12-07"), await Begins("2026-12-14")));
        await Lay(await app.Guardian(family.Child), Start, "09:00-17:00")
            .Refused(HttpStatusCode.Conflict, "careschedule/others-place");
        await Set(new { startsOn = "2026-12-21", kind = "shared" }).Is(HttpStatusCode.Created);
        Assert.Equal("07:00", await Begins("2026-12-21"));
    }

    [Fact]
    public async Task A_day_is_given_by_whose_it_is_and_the_other_is_told()
    {
        await Give(A, new(2026, 12, 14), other.Id).Refused(HttpStatusCode.Conflict, "careschedule/no-turns");
        await Set(OddEven()).Is(HttpStatusCode.Created);

        await Give(other, new(2026, 12, 14), other.Id).Refused(HttpStatusCode.Conflict, "careschedule/others-day");
        await Give(A, new(2026, 12, 14), family.Staff.Id).RefusedField("to", "no-home");
        await Give(A, new(2026, 12, 14), other.Id).Is(HttpStatusCode.NoContent);
        await app.Drain();

        Assert.Equal((other.Id, A.Id), (await Owner("2026-12-14"), await Owner("2026-12-15")));
        await Change(other, new(2026, 12, 14), "08:00-12:00").Is(HttpStatusCode.NoContent);
        Assert.Equal(["care-day-swapped", "care-turn-set"], (await Told(other)).Order());
        Assert.Empty(await Told(A));
        await Give(other, new(2026, 12, 14), A.Id).Is(HttpStatusCode.NoContent);
        Assert.Equal(A.Id, await Owner("2026-12-14"));
    }

    [Fact]
    public async Task Turns_begin_on_a_day_that_is_open_and_are_of_the_childs_guardians()
    {
        await Set(OddEven(new(2026, 11, 30))).Refused(HttpStatusCode.Conflict, "careschedule/locked");
        await Set(
                new
                {
                    startsOn = Start,
                    kind = "odd-even",
                    first = A.Id,
                    second = family.Staff.Id,
                }
            )
            .RefusedField("second", "no-guardian");
        await Set(
                new
                {
                    startsOn = Start,
                    kind = "odd-even",
                    first = A.Id,
                    second = A.Id,
                }
            )
            .RefusedField("second");
        await Set(
                new
                {
                    startsOn = Start,
                    kind = "rolling",
                    first = A.Id,
                    second = other.Id,
                    firstHas = Enumerable.Repeat(true, 2),
                }
            )
            .RefusedField("firstHas");
        await Set(new { startsOn = Start, kind = "odd-even" }).Refused(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task A_guardian_sets_every_other_week_on_the_page()
    {
        var pages = await app.Pages(A.Id);
        await pages.Open($"/care/{family.Child}/turns");
        await pages.Send(
            "turn",
            ("Kind", "Rolling"),
            ("Weekday", "5"),
            ("First", $"{A.Id}"),
            ("StartsOn", "2026-12-11")
        );

        Assert.Equal(
            (A.Id, A.Id, other.Id),
            (await Owner("2026-12-11"), await Owner("2026-12-17"), await Owner("2026-12-18"))
        );
    }

    private static readonly string[] Long = ["08:00-15:35"];

    private Task<HttpResponseMessage> Week20(Actor by, DateOnly monday) =>
        by.Api.Put(
            $"children/{family.Child}/care-days",
            Care.Days(
                family.Unit,
                [.. Enumerable.Range(0, 4).Select(day => (monday.AddDays(day), (string[])["08:00-13:00"]))]
            )
        );

    private object OddEven(DateOnly? starts = null) =>
        new
        {
            startsOn = starts ?? Start,
            kind = "odd-even",
            first = A.Id,
            second = other.Id,
        };

    private object Rolling(DateOnly starts) =>
        new
        {
            startsOn = starts,
            kind = "rolling",
            first = A.Id,
            second = other.Id,
            firstHas = Fridays,
        };

    private Task<HttpResponseMessage> Set(object turn) => A.Api.Post($"children/{family.Child}/care-turns", turn);

    private Task<HttpResponseMessage> Give(Actor by, DateOnly day, Guid to) =>
        by.Api.Put($"children/{family.Child}/care-days/{day:yyyy-MM-dd}/owner", new { to });

    private Task<HttpResponseMessage> Change(Actor by, DateOnly day, string time) =>
        by.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, (day, [time])));

    private Task<HttpResponseMessage> Lay(Actor by, DateOnly starts, string time) =>
        by.Api.Post($"children/{family.Child}/care-patterns", Care.Pattern(family.Unit, starts, time));

    private Task<JsonNode> Week(Actor by, string day) =>
        by.Api.GetAsync($"children/{family.Child}/care-weeks/{day}").Json();

    private static JsonNode Place(JsonNode week, int day) => week["days"]![day]!["places"]![0]!;

    private async Task<JsonNode> Day(string day) =>
        (await Week(family.Staff, day))["days"]!.AsArray().Single(one => (string?)one!["date"] == day)!["places"]![0]!;

    /// <summary>Whose schedule it is.</summary>
    private async Task<Guid?> Owner(string day) => (Guid?)(await Day(day))["household"];

    private async Task<string?> Begins(string day) =>
        (await Day(day))["times"]!.AsArray() is [var first, ..] ? (string?)first!["from"] : null;

    private static async Task<IEnumerable<string?>> Told(Actor actor) =>
        (await actor.Api.GetAsync("notifications").Json())["items"]!
            .AsArray()
            .Select(notice => (string?)notice!["kind"]);

    /// <summary>A place for each home: the first's 40 hours, the other's 15.</summary>
    private Task Split() =>
        app.Execute(
            """
            insert into roster.placement (id, child_id, unit_id, group_id, kind, starts_on, reason)
            select @id, child_id, unit_id, group_id, kind, starts_on, 'Erbjuden tid'
            from roster.placement
            where child_id = @Child;
            update roster.placement set max_weekly_hours = 40 where child_id = @Child and id <> @id;
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
