using System.Text.Json.Nodes;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Roster;

/// <summary>Who lays the schedule of a placement, and what care it gives a right to.</summary>
[Collection(Importing.OneByOne)]
public sealed class PlacementTests
{
    [Fact]
    public async Task A_split_place_is_two_placements_and_one_child()
    {
        await using var importing = await Importing.Start();
        var app = importing.App;
        var (file, split) = Split();
        // The other names it: it is one place.
        file.Find(split.Second).Remove("group");
        var head = file.Person("Hedda", "Hall");
        file.Duty(head, split.Unit, "Rektor");
        await importing.Import(file);

        Assert.Equal(0, (await app.Check("placements-overlap")).Count);
        var places = (await importing.Api.GetAsync($"people/{split.Child}").Json())["places"]!.AsArray();
        Assert.Equal(["Ana Berg", "Bo Berg"], places.Select(place => (string?)place!["owners"]![0]).Order());
        var leader = await app.As(head);
        Assert.Equal(1, (int)(await leader.Api.GetAsync($"units/{split.Unit}").Json())["children"]!);
        var day = await leader.Api.GetAsync($"absences/day?day={app.Today:yyyy-MM-dd}").Json();
        Assert.Single(day.ToJsonString().Split($"\"childId\":\"{split.Child}\"")[1..]);

        await using var scope = app.Services.CreateAsyncScope();
        var frame = scope.ServiceProvider.GetRequiredService<IChildFrame>();
        Assert.Single((await frame.On(split.Child, app.Today, default))!.Pieces);
        Assert.Equal(
            new Dictionary<Guid, Guid> { [split.First] = split.Ana, [split.Second] = split.Bo },
            (await Placements(app, split.Child, app.Today)).ToDictionary(one => one.Id, one => one.Owners.Single())
        );
    }

    [Fact]
    public async Task A_placement_of_the_same_owner_or_of_none_overlaps()
    {
        await using var importing = await Importing.Start();
        var (file, split) = Split();
        await importing.Import(file);
        Assert.Equal(0, (await importing.App.Check("placements-overlap")).Count);

        file.Find(split.Second)["owners"] = new JsonArray(Ref(split.Bo), Ref(split.Ana));
        await importing.Import(file);
        Assert.Equal(1, (await importing.App.Check("placements-overlap")).Count);

        file.Find(split.Second).Remove("owners");
        var without = await importing.Import(file);
        Assert.Equal("0 0 2 1 0", without["owner"]);
        Assert.Equal(1, (await importing.App.Check("placements-overlap")).Count);
        var placements = await Placements(importing.App, split.Child, importing.App.Today);
        Assert.Empty(placements.Single(one => one.Id == split.Second).Owners);
    }

    [Fact]
    public async Task The_first_owner_counts_from_the_placements_start_and_another_from_the_file_that_names_it()
    {
        await using var importing = await Importing.Start(ownClock: true);
        var app = importing.App;
        var (file, split) = Split();
        file.Find(split.First).Remove("owners");
        await importing.Import(file);
        app.Clock.Advance(TimeSpan.FromDays(1));
        file.Find(split.First)["owners"] = new JsonArray(Ref(split.Ana));
        file.Find(split.Second)["owners"] = new JsonArray(Ref(split.Ana));
        await importing.Import(file);
        Assert.Equal("0 0 0 2 0", (await importing.Import(file))["owner"]);

        Assert.Equal([split.Ana], Assert.Single(await Of(split.First, app.Today.AddDays(-30))).Owners);
        Assert.Equal([split.Bo], Assert.Single(await Of(split.Second, app.Today.AddDays(-1))).Owners);
        Assert.Equal([split.Ana], Assert.Single(await Of(split.Second, app.Today)).Owners);

        async Task<IEnumerable<CarePlacement>> Of(Guid placement, DateOnly day) =>
            (await Placements(app, split.Child, day)).Where(one => one.Id == placement);
    }

    [Fact]
    public async Task An_owner_that_cannot_be_is_rejected_and_the_placement_taken_in()
    {
        await using var importing = await Importing.Start();
        var (file, split) = Split();
        var nobody = Guid.CreateVersion7();
        file.Find(split.First)["owners"] = new JsonArray(
            Ref(split.Ana),
            Ref(split.Ana),
            Ref(nobody),
            new JsonObject { ["id"] = "?" }
        );
        file.Find(split.Second)["owners"] = "Bo";

        var preview = await importing.Import(file);

        Assert.Equal("2 0 0 0 0", preview["placement"]);
        Assert.Equal("1 0 0 0 4", preview["owner"]);
        Assert.Equal(
            [
                "bad-id placements[0].owners[3]",
                "dangling-reference placements[0].owners[2]",
                "repeated placements[0].owners[1]",
                "wrong-type placements[1].owners",
            ],
            (await importing.Rejections(preview.Id)).Select(one => $"{one["reason"]} {one["place"]}").Order()
        );
    }

    [Theory]
    [InlineData("Omsorgsbehov", null, EntitlementKind.Need, null)]
    [InlineData("Omsorgsbehov", 40, EntitlementKind.Need, 40 * 60)]
    [InlineData("Eget behov", null, EntitlementKind.Need, null)]
    [InlineData(null, null, EntitlementKind.Need, null)]
    [InlineData("erbjuden tid", null, EntitlementKind.Offered, 15 * 60)]
    [InlineData("Erbjuden tid", 25, EntitlementKind.Offered, 25 * 60)]
    public async Task Offered_time_is_15_hours_a_week_unless_the_roster_says_otherwise(
        string? reason,
        int? most,
        EntitlementKind kind,
        int? minutes
    )
    {
        await using var importing = await Importing.Start();
        var file = new RosterFile();
        var child = file.Child(file.Unit(), group: null);
        file["placements"][0]!["reason"] = reason;
        file["placements"][0]!["maxWeeklyScheduleHours"] = most;

        await importing.Import(file);

        var placement = Assert.Single(await Placements(importing.App, child, importing.App.Today));
        Assert.Equal((kind, minutes), (placement.Entitlement, placement.WeeklyMinutes));
        var shown = (await importing.Api.GetAsync($"people/{child}").Json())["places"]![0]!;
        Assert.Equal(
            (kind.ToString().ToLowerInvariant(), minutes),
            ((string?)shown["entitlement"], (int?)shown["weeklyMinutes"])
        );
    }

    [Fact]
    public async Task A_childs_page_says_who_lays_the_schedule_and_how_much_there_is()
    {
        await using var importing = await Importing.Start();
        var (file, split) = Split();
        file.Find(split.Second)["reason"] = "Erbjuden tid";
        await importing.Import(file);

        var pages = await importing.App.Pages((await importing.App.Administrator()).Id);
        var page = await pages.Open($"/people/{split.Child}");

        var text = page.QuerySelector("main")!.TextContent;
        Assert.Contains("omsorgsbehov, schemat läggs av Ana Berg", text, StringComparison.Ordinal);
        Assert.Contains("erbjuden tid, 15 h i veckan, schemat läggs av Bo Berg", text, StringComparison.Ordinal);
    }

    private sealed record Place(Guid Unit, Guid Child, Guid First, Guid Second, Guid Ana, Guid Bo);

    /// <summary>A child with two placements in one group, one of each guardian.</summary>
    private static (RosterFile File, Place Split) Split()
    {
        var file = new RosterFile();
        var unit = file.Unit();
        var group = file.Group(unit);
        var (ana, bo) = (file.Person("Ana"), file.Person("Bo"));
        var child = file.Person("Ebbe", birth: "2022-03-01");
        foreach (var guardian in new[] { ana, bo })
            file.Guardian(child, guardian);
        var (first, second) = (file.Placement(child, unit, group), file.Placement(child, unit, group));
        file.Find(first)["owners"] = new JsonArray(Ref(ana));
        file.Find(second)["owners"] = new JsonArray(Ref(bo));
        return (file, new(unit, child, first, second, ana, bo));
    }

    private static JsonObject Ref(Guid id) => new() { ["id"] = id.ToString() };

    private static async Task<IReadOnlyList<CarePlacement>> Placements(App app, Guid child, DateOnly day)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ICarePlacements>().On([child], day, day, default);
    }
}
