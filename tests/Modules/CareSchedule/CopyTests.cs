using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.CareSchedule;

/// <summary>A week is copied to other weeks and to siblings. It is Friday 27 November 2026, 10:00.</summary>
public sealed class CopyTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 12, 7);

    private App app = null!;
    private Family family = null!;
    private Guid sibling;

    public async Task InitializeAsync()
    {
        app = await App.Shared(Friday);
        family = await app.Family();
        sibling = await app.Child(family.Group);
        await app.Guardian(sibling, who: family.Guardian.Id);
        await family
            .Guardian.Api.Post(
                $"children/{family.Child}/care-patterns",
                Care.Pattern(family.Unit, Monday, "08:00-16:00")
            )
            .Is(HttpStatusCode.Created);
        await family
            .Guardian.Api.Put(
                $"children/{family.Child}/care-days",
                Care.Days(family.Unit, (Monday.AddDays(1), ["09:00-15:00"]), (Monday.AddDays(3), []))
            )
            .Is(HttpStatusCode.NoContent);
        await family
            .Guardian.Api.Put(
                $"children/{family.Child}/care-days/{Monday:yyyy-MM-dd}/people",
                new { fetches = "Mormor Gun" }
            )
            .Is(HttpStatusCode.NoContent);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task C18_A_week_goes_to_other_weeks_and_to_a_sibling_and_what_is_closed_is_named()
    {
        var closed = Monday.AddDays(16);
        await app.Execute(
            "insert into roster.closing_day (id, unit_id, day, reason) values (@id, @Unit, @closed, 'Planering')",
            new
            {
                id = Guid.CreateVersion7(),
                family.Unit,
                closed,
            }
        );

        var answer = await Copy(new { weeks = Weeks(1, 2, 3), children = new[] { family.Child, sibling } }).Json();

        Assert.All(
            answer["children"]!.AsArray(),
            child =>
            {
                Assert.Equal(14, child!["copied"]!.AsArray().Count);
                var skipped = Assert.Single(child["skipped"]!.AsArray())!;
                Assert.Equal(
                    ($"{closed:yyyy-MM-dd}", "closed", "Planering"),
                    ((string?)skipped["date"], (string?)skipped["because"], (string?)skipped["said"])
                );
            }
        );
        foreach (var child in new[] { family.Child, sibling })
        {
            var week = await Week(child, Monday.AddDays(21));
            Assert.Equal(
                ["08:00-16:00", "09:00-15:00", "08:00-16:00", "off", "08:00-16:00"],
                Enumerable.Range(0, 5).Select(day => Said(week, day))
            );
            Assert.Null(week["days"]![0]!["people"]);
        }
    }

    [Fact]
    public async Task Who_comes_is_copied_when_it_is_asked_for()
    {
        await Copy(new { weeks = Weeks(1), withPeople = true }).Is(HttpStatusCode.OK);

        var week = await Week(family.Child, Monday.AddDays(7));
        Assert.Equal("Mormor Gun", (string?)week["days"]![0]!["people"]!["fetches"]);
        Assert.Null(week["days"]![1]!["people"]);
    }

    [Fact]
    public async Task What_is_locked_or_set_by_staff_or_does_not_fit_is_named_and_the_rest_is_copied()
    {
        var late = await app.Unit(opens: "09:00");
        var other = await app.Child(await app.Group(late));
        await app.Guardian(other, who: family.Guardian.Id);
        var set = Monday.AddDays(7);
        await family
            .Staff.Api.Put($"children/{family.Child}/care-days", Care.Days(family.Unit, (set, ["10:00-12:00"])))
            .Is(HttpStatusCode.NoContent);

        var answer = await Copy(
                new { weeks = new[] { new DateOnly(2026, 11, 30), set }, children = new[] { family.Child, other } }
            )
            .Json();

        var own = answer["children"]!.AsArray().Single(child => (Guid)child!["childId"]! == family.Child)!;
        Assert.Equal(
            ["locked", "locked", "locked", "locked", "locked", "by-staff"],
            own["skipped"]!.AsArray().Select(day => (string?)day!["because"])
        );
        Assert.Equal(4, own["copied"]!.AsArray().Count);
        var others = answer["children"]!.AsArray().Single(child => (Guid)child!["childId"]! == other)!;
        Assert.Equal(
            ["does-not-fit", "does-not-fit", "does-not-fit"],
            others["skipped"]!
                .AsArray()
                .Where(day => string.CompareOrdinal((string?)day!["date"], "2026-12-14") >= 0)
                .Select(day => (string?)day!["because"])
        );
        Assert.Equal("09:00-15:00", Said(await Week(other, set), 1));
    }

    [Fact]
    public async Task Only_own_children_and_coming_weeks_can_have_it()
    {
        var strange = await app.Family();
        await Copy(new { weeks = Weeks(1), children = new[] { family.Child, strange.Child } })
            .Refused(HttpStatusCode.NotFound, "not-found");
        await Copy(new { weeks = new[] { new DateOnly(2026, 11, 16) } }).RefusedField("weeks[0]");
        await Copy(new { weeks = Array.Empty<DateOnly>() }).RefusedField("weeks");
        await Copy(new { weeks = new[] { Monday.AddDays(7), Monday.AddDays(8) } }).RefusedField("weeks");
    }

    [Fact]
    public async Task A_guardian_copies_on_the_page()
    {
        var pages = await app.Pages(family.Guardian.Id);
        await pages.Open($"/care/{family.Child}/copy?day={Monday:yyyy-MM-dd}");
        await pages.Send("copy", ("Weeks", $"{Monday.AddDays(7):yyyy-MM-dd}"));

        Assert.Equal("09:00-15:00", Said(await Week(family.Child, Monday.AddDays(7)), 1));
    }

    private static IEnumerable<DateOnly> Weeks(params int[] after) => after.Select(week => Monday.AddDays(7 * week));

    private Task<HttpResponseMessage> Copy(object to) =>
        family.Guardian.Api.Post($"children/{family.Child}/care-weeks/{Monday:yyyy-MM-dd}/copies", to);

    private Task<JsonNode> Week(Guid child, DateOnly day) =>
        family.Guardian.Api.GetAsync($"children/{child}/care-weeks/{day:yyyy-MM-dd}").Json();

    private static string? Said(JsonNode week, int day)
    {
        var place = week["days"]![day]!["places"]![0]!;
        return place["times"]!.AsArray() is [var time, ..]
            ? $"{time!["from"]}-{time["until"]}"
            : (string?)place["state"];
    }
}
