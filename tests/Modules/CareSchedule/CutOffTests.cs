using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>Until when guardians change days is a rule of the municipality and the unit; staff change any.</summary>
public sealed class CutOffTests
{
    /// <summary>Friday 27 November 2026, 10:00.</summary>
    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_day_may_be_locked_some_working_days_before()
    {
        var app = await App.Shared(
            Friday,
            new Dictionary<string, string?>
            {
                ["CareSchedule:CutOff"] = "rolling",
                ["CareSchedule:DaysBefore"] = "3",
                ["CareSchedule:WorkingDays"] = "true",
                ["CareSchedule:CutOffTime"] = "08:00",
            }
        );
        var family = await app.Family();

        var problem = await Change(family, new DateOnly(2026, 12, 2))
            .Refused(HttpStatusCode.Conflict, "careschedule/locked");
        Assert.Equal(
            ("2026-12-03", new DateTimeOffset(2026, 11, 27, 7, 0, 0, TimeSpan.Zero)),
            ((string?)problem["firstOpen"], (DateTimeOffset)problem["since"]!)
        );
        await Change(family, new DateOnly(2026, 12, 3)).Is(HttpStatusCode.NoContent);
        await Change(family, new DateOnly(2026, 12, 2), new DateOnly(2026, 12, 3))
            .Refused(HttpStatusCode.Conflict, "careschedule/locked");
    }

    [Fact]
    public async Task A_lenient_unit_takes_late_changes_and_says_so()
    {
        var app = await App.Shared(
            Friday,
            new Dictionary<string, string?> { ["CareSchedule:CutOffStrength"] = "soft" }
        );
        var family = await app.Family();

        await Change(family, new DateOnly(2026, 11, 30)).Is(HttpStatusCode.NoContent);
        await Change(family, new DateOnly(2026, 12, 7)).Is(HttpStatusCode.NoContent);

        Assert.True((bool)(await Monday(family, "2026-11-30"))["late"]!);
        Assert.False((bool)(await Monday(family, "2026-12-07"))["late"]!);
        await Change(family, new DateOnly(2026, 11, 26)).Refused(HttpStatusCode.Conflict, "careschedule/locked");
    }

    [Fact]
    public async Task Staff_change_what_is_over_with_a_reason_and_guardians_are_told()
    {
        var app = await App.Shared(Friday);
        var family = await app.Family();
        var past = new DateOnly(2026, 11, 23);

        await family
            .Staff.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, (past, ["08:00-12:00"])))
            .RefusedField("reason", "not-empty");
        await family
            .Staff.Api.Put(
                $"children/{family.Child}/care-days",
                new
                {
                    unitId = family.Unit,
                    days = new[] { new { date = past, times = new[] { new { from = "08:00", until = "12:00" } } } },
                    reason = "Hämtades tidigare",
                }
            )
            .Is(HttpStatusCode.NoContent);
        await app.Drain();

        var told = (await family.Guardian.Api.GetAsync("notifications").Json())["items"]!.AsArray();
        Assert.Equal(["care-schedule-changed"], told.Select(notice => (string?)notice!["kind"]));
        Assert.True((bool)(await Monday(family, "2026-11-23"))["byStaff"]!);
    }

    [Fact]
    public async Task What_was_said_of_days_long_over_is_removed()
    {
        await using var app = await App.Start(Friday);
        var family = await app.Family();
        await Lay(new(2026, 12, 7));
        await Lay(new(2026, 12, 14));
        await Change(family, new DateOnly(2026, 12, 8)).Is(HttpStatusCode.NoContent);
        Assert.Equal(0, await app.Purge("care-schedules"));

        app.Clock.Advance(TimeSpan.FromDays(800));

        Assert.InRange(await app.Purge("care-schedules"), 3, 4);
        Assert.Equal(1, await app.Value<long>("select count(*) from careschedule.pattern"));
        Assert.Equal(0, await app.Value<long>("select count(*) from careschedule.day_change"));

        Task Lay(DateOnly starts) =>
            family
                .Guardian.Api.Post(
                    $"children/{family.Child}/care-patterns",
                    Care.Pattern(family.Unit, starts, "08:00-16:00")
                )
                .Is(HttpStatusCode.Created);
    }

    private static Task<HttpResponseMessage> Change(Family family, params DateOnly[] days) =>
        family.Guardian.Api.Put(
            $"children/{family.Child}/care-days",
            Care.Days(family.Unit, [.. days.Select(day => (day, (string[])["08:00-12:00"]))])
        );

    private static async Task<JsonNode> Monday(Family family, string day)
    {
        var week = await family.Guardian.Api.GetAsync($"children/{family.Child}/care-weeks/{day}").Json();
        return week["days"]![0]!["places"]![0]!;
    }
}
