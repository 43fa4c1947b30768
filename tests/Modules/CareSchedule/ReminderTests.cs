using System.Net;
using Kapprum.Contracts.Notifications;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.CareSchedule;

/// <summary>Before a week is locked whoever has said nothing of it is reminded, and staff see whose it is.</summary>
public sealed class ReminderTests : IAsyncLifetime
{
    /// <summary>Friday 27 November 2026, 10:00.</summary>
    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);

    private App app = null!;
    private Family family = null!;

    public async Task InitializeAsync()
    {
        app = await App.Shared(Friday);
        family = await app.Family();
        await Used(app, family.Group, family.Unit);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("2026-12-06", false)]
    [InlineData("2026-12-07", true)]
    [InlineData("2026-12-09", true)]
    [InlineData("2026-12-10", false)]
    public async Task The_last_three_evenings_before_the_lock_remind(string evening, bool due) =>
        Assert.Equal(due, (await Due(evening)).Contains(family.Guardian.Id));

    [Fact]
    public async Task Who_has_said_when_the_child_comes_is_not_reminded()
    {
        await Change(new DateOnly(2026, 12, 14), 4);
        Assert.Contains(family.Guardian.Id, await Due("2026-12-08"));

        await Change(new DateOnly(2026, 12, 18), 1);

        Assert.DoesNotContain(family.Guardian.Id, await Due("2026-12-08"));
    }

    [Fact]
    public async Task C16_A_placement_that_begins_mid_week_is_asked_for_from_that_day()
    {
        await using var own = await App.Start(new DateTimeOffset(2026, 12, 9, 17, 0, 0, TimeSpan.Zero));
        var unit = await own.Unit();
        var group = await own.Group(unit);
        await Used(own, await own.Group(unit), unit);
        var guardian = await own.Guardian(await own.Child(group, starts: new(2026, 12, 16), givenName: "Ada"));

        Assert.Contains(guardian.Id, await Due(own, "2026-12-09"));
        await using var scope = own.Services.CreateAsyncScope();
        var said = Assert.Single((await Of(scope).Write([guardian.Id], default))[guardian.Id].Paragraphs);
        Assert.Contains("16", said, StringComparison.Ordinal);
        Assert.DoesNotContain("14", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_see_whose_week_has_no_schedule()
    {
        await Change(new DateOnly(2026, 12, 14), 2);

        var answer = await family.Staff.Api.GetAsync("care-weeks/2026-12-16/without-schedule").Json();

        var item = Assert.Single(answer["items"]!.AsArray())!;
        Assert.Equal(("2026-12-14", family.Child), ((string?)answer["monday"], (Guid)item["childId"]!));
        Assert.Equal(["2026-12-16", "2026-12-17", "2026-12-18"], item["days"]!.AsArray().Select(day => (string?)day));
    }

    [Fact]
    public async Task The_mail_is_about_all_children_and_says_the_days()
    {
        await using var own = await App.Start(new DateTimeOffset(2026, 12, 8, 17, 0, 0, TimeSpan.Zero));
        var there = await own.Family();
        await Used(own, there.Group, there.Unit);
        await using var scope = own.Services.CreateAsyncScope();
        var reminders = Of(scope);

        var text = (await reminders.Write([there.Guardian.Id, there.Staff.Id], default)).Values.SingleOrDefault();

        Assert.NotNull(text);
        Assert.Equal("/care", text.Link!.Value.Path);
        Assert.Contains("51", Assert.Single(text.Paragraphs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_lays_schedules_nobody_is_reminded()
    {
        var elsewhere = await app.Family();

        Assert.DoesNotContain(elsewhere.Guardian.Id, await Due("2026-12-08"));
    }

    [Fact]
    public async Task Of_two_homes_each_is_asked_for_its_own_days()
    {
        var other = await app.Guardian(family.Child);
        // 14 December is in week 51, the guardian's.
        await family
            .Guardian.Api.Post(
                $"children/{family.Child}/care-turns",
                new
                {
                    startsOn = "2026-12-07",
                    kind = "odd-even",
                    first = family.Guardian.Id,
                    second = other.Id,
                }
            )
            .Is(HttpStatusCode.Created);

        var due = await Due("2026-12-08");

        Assert.Contains(family.Guardian.Id, due);
        Assert.DoesNotContain(other.Id, due);
    }

    /// <summary>Somebody else has laid a schedule there.</summary>
    private static async Task Used(App app, Guid group, Guid unit)
    {
        var child = await app.Child(group);
        await (await app.Guardian(child))
            .Api.Post(
                $"children/{child}/care-patterns",
                Care.Pattern(unit, app.Today.AddDays(22 - (int)app.Today.DayOfWeek), "08:00-16:00")
            )
            .Is(HttpStatusCode.Created);
    }

    private Task Change(DateOnly first, int days) =>
        family
            .Guardian.Api.Put(
                $"children/{family.Child}/care-days",
                Care.Days(
                    family.Unit,
                    [.. Enumerable.Range(0, days).Select(day => (first.AddDays(day), (string[])["08:00-16:00"]))]
                )
            )
            .Is(HttpStatusCode.NoContent);

    private Task<IReadOnlyList<Guid>> Due(string evening) => Due(app, evening);

    private static async Task<IReadOnlyList<Guid>> Due(App app, string evening)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await Of(scope).DueTonight(DateOnly.Parse(evening, null), default);
    }

    private static IReminders Of(AsyncServiceScope scope) =>
        scope
            .ServiceProvider.GetServices<IReminders>()
            .Single(reminders => reminders.Kind == "care-week-without-schedule");
}
