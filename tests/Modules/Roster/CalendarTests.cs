using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>The calendar, and the days it gives the children.</summary>
public sealed class CalendarTests : IAsyncLifetime
{
    private App app = null!;
    private HttpClient administrator = null!;

    public async Task InitializeAsync()
    {
        app = await App.Start(settings: new Dictionary<string, string?> { ["Absence:DaysAhead"] = "60" });
        administrator = (await app.Administrator()).Api;
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Terms_and_holiday_periods_are_added_changed_and_removed()
    {
        var (term, holiday) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Period(term, "term", "2026-08-18", "2026-12-18").Is(HttpStatusCode.NoContent);
        await Period(holiday, "holiday-period", "2026-10-26", "2026-10-30").Is(HttpStatusCode.NoContent);
        await Period(holiday, "holiday-period", "2026-11-02", "2026-11-06").Is(HttpStatusCode.NoContent);

        await Period(Guid.CreateVersion7(), "term", "2026-12-18", "2027-06-11")
            .Refused(HttpStatusCode.Conflict, "roster/period-overlaps");
        await Period(Guid.CreateVersion7(), "term", "2026-12-19", "2026-12-18").RefusedField("endsOn");
        await Period(Guid.CreateVersion7(), "term", "2026-12-19", "2028-12-18").RefusedField("endsOn");
        await Period(Guid.CreateVersion7(), "weekend", "2026-12-19", "2026-12-20").RefusedField("kind");
        var listed = (await administrator.GetAsync("calendar").Json()).AsArray();
        Assert.Equal(
            ["term 2026-08-18 1", "holiday-period 2026-11-02 2"],
            listed.Select(p => $"{p!["kind"]} {p["startsOn"]} {p["version"]}")
        );

        administrator.DefaultRequestHeaders.Add("If-Match", "\"1\"");
        await Period(holiday, "holiday-period", "2026-11-02", "2026-11-07")
            .Refused(HttpStatusCode.PreconditionFailed, "stale");
        await administrator.DeleteAsync($"calendar/{holiday}").Is(HttpStatusCode.NoContent);
        await administrator.DeleteAsync($"calendar/{holiday}").Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_day_is_closed_once_for_a_unit_and_once_for_all()
    {
        var unit = await app.Unit();
        var head = await app.Headteacher(unit);
        var own = await head
            .Api.Post(
                "closing-days",
                new
                {
                    day = "2026-12-04",
                    reason = "Planeringsdag",
                    unitId = unit,
                }
            )
            .Created();
        var all = await administrator.Post("closing-days", new { day = "2026-12-24", reason = "Julafton" }).Created();

        await head
            .Api.Post(
                "closing-days",
                new
                {
                    day = "2026-12-04",
                    reason = "Igen",
                    unitId = unit,
                }
            )
            .Refused(HttpStatusCode.Conflict, "roster/closed-already");
        await administrator
            .Post("closing-days", new { day = "2026-12-24", reason = "Igen" })
            .Refused(HttpStatusCode.Conflict, "roster/closed-already");
        await administrator
            .Post(
                "closing-days",
                new
                {
                    day = "2026-12-24",
                    reason = "Städning",
                    unitId = unit,
                }
            )
            .Created();
        await head.Api.Post("closing-days", new { day = "2026-12-05", reason = "Alla" }).RefusedField("unitId");
        await head
            .Api.Post(
                "closing-days",
                new
                {
                    day = "2026-12-05",
                    reason = "Annan",
                    unitId = await app.Unit(),
                }
            )
            .Refused(HttpStatusCode.NotFound, "not-found");
        await administrator
            .Post(
                "closing-days",
                new
                {
                    day = "2036-12-05",
                    reason = "Far",
                    unitId = unit,
                }
            )
            .RefusedField("day");
        await administrator.Post("closing-days", new { day = "2026-12-05", reason = "" }).RefusedField("reason");
        await head.Api.DeleteAsync($"closing-days/{all}").Refused(HttpStatusCode.NotFound, "not-found");

        var first = await head.Api.GetAsync($"closing-days?unitId={unit}&limit=2").Json();
        var second = await head.Api.GetAsync($"closing-days?unitId={unit}&limit=2&cursor={first["next"]}").Json();
        Assert.Equal(
            ["2026-12-04", "2026-12-24", "2026-12-24"],
            first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(day => (string?)day!["day"])
        );
        await head.Api.DeleteAsync($"closing-days/{own}").Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_pupil_attends_in_terms_outside_holiday_periods_and_a_leisure_time_child_all_year()
    {
        await Period(Guid.CreateVersion7(), "term", "2026-08-18", "2026-12-18").Is(HttpStatusCode.NoContent);
        await Period(Guid.CreateVersion7(), "holiday-period", "2026-11-30", "2026-12-04").Is(HttpStatusCode.NoContent);
        await administrator.Post("closing-days", new { day = "2026-12-08", reason = "Alla lediga" }).Created();
        var (school, centre) = (
            await app.Unit("school", "08:00", "14:00"),
            await app.Unit("leisure-centre", "06:30", "17:30")
        );
        var (pupil, both) = (
            await app.Child(await app.Group(school, "class")),
            await app.Child(await app.Group(school, "class"))
        );
        await app.Place(both, await app.Group(centre));

        var pupils = await DaysOf(pupil, 14);
        Assert.Equal(
            "2026-11-24 2026-11-25 2026-11-26 2026-11-27 2026-12-07 2026-12-09 2026-12-10 2026-12-11 "
                + "2026-12-14 2026-12-15 2026-12-16 2026-12-17 2026-12-18",
            string.Join(' ', pupils.Keys)
        );
        var boths = await DaysOf(both, 14);
        Assert.Equal("06:30-17:30", boths["2026-11-24"]);
        Assert.Contains("2026-12-02", boths.Keys);
        Assert.DoesNotContain("2026-12-08", boths.Keys);
    }

    [Fact]
    public async Task A_school_year_of_which_no_term_is_known_is_attended_throughout()
    {
        await Period(Guid.CreateVersion7(), "term", "2026-01-08", "2026-06-12").Is(HttpStatusCode.NoContent);
        var pupil = await app.Child(await app.Group(await app.Unit("school", "08:00", "14:00"), "class"));

        Assert.Equal(5, (await DaysOf(pupil, 5)).Count);
        await Period(Guid.CreateVersion7(), "term", "2027-01-11", "2027-06-11").Is(HttpStatusCode.NoContent);
        Assert.Equal("2027-01-11", (await DaysOf(pupil, 1)).Keys.First());
    }

    [Fact]
    public async Task A_timetable_goes_before_the_units_hours_and_24_00_ends_a_day()
    {
        var unit = await app.Unit(opens: "18:00", closes: "24:00");
        var (with, without) = (await app.Group(unit), await app.Group(unit));
        await administrator
            .Put(
                $"groups/{with}/hours",
                new
                {
                    days = new[]
                    {
                        new
                        {
                            weekday = 3,
                            begins = "20:00",
                            ends = "24:00",
                        },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);

        Assert.Equal(
            new Dictionary<string, string> { ["2026-11-25"] = "20:00-24:00", ["2026-12-02"] = "20:00-24:00" },
            await DaysOf(await app.Child(with), 2)
        );
        Assert.Equal(
            new Dictionary<string, string> { ["2026-11-24"] = "18:00-24:00", ["2026-11-25"] = "18:00-24:00" },
            await DaysOf(await app.Child(without), 2)
        );
    }

    [Fact]
    public async Task Places_count_from_their_first_to_their_last_day_and_a_unit_without_hours_is_closed()
    {
        var unit = await app.Unit();
        var group = await app.Group(unit);

        var child = await app.Child(group, starts: new(2026, 11, 26), ends: new(2026, 11, 30));
        Assert.Equal("2026-11-26 2026-11-27 2026-11-30", string.Join(' ', (await DaysOf(child, 9)).Keys));
        Assert.Empty(await DaysOf(await app.Child(await app.Group(await app.Unit(opens: ""))), 9));
        Assert.Empty(await DaysOf(await app.Person(), 9));
    }

    [Theory]
    [InlineData("2026-10-23T05:00:00Z", "2026-10-23 2026-10-26 2026-10-27")]
    [InlineData("2027-03-26T06:00:00Z", "2027-03-26 2027-03-29 2027-03-30")]
    public async Task The_nights_the_clock_changes_make_no_day_come_twice_or_not_at_all(string now, string expected)
    {
        var then = await App.Shared(
            DateTimeOffset.Parse(now, null),
            new Dictionary<string, string?> { ["Absence:DaysAhead"] = "60" }
        );
        var child = await then.Child(await then.Group(await then.Unit()));

        var days = await DaysOf(then, child, 3);

        Assert.Equal(expected, string.Join(' ', days.Keys));
        Assert.All(days.Values, hours => Assert.Equal("06:00-18:00", hours));
    }

    private Task<HttpResponseMessage> Period(Guid id, string kind, string startsOn, string endsOn) =>
        administrator.Put(
            $"calendar/{id}",
            new
            {
                kind,
                name = "Period",
                startsOn,
                endsOn,
            }
        );

    private Task<Dictionary<string, string>> DaysOf(Guid child, int count) => DaysOf(app, child, count);

    /// <summary>
    /// The first days from today on which the child can be reported absent, which are those it attends.
    /// </summary>
    private static async Task<Dictionary<string, string>> DaysOf(App app, Guid child, int count)
    {
        var guardian = await app.Guardian(child);
        var days = (await guardian.Api.GetAsync($"children/{child}/reportable-days").Json()).AsArray();
        return days.Take(count).ToDictionary(day => (string)day!["day"]!, day => $"{day!["begins"]}-{day["ends"]}");
    }
}
