using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Absence;

/// <summary>Nothing leaves the house while it can be undone.</summary>
public sealed class ToldLaterTests : IAsyncLifetime
{
    // The clock is moved.
    private App app = null!;

    public async Task InitializeAsync() =>
        app = await App.Start(settings: new Dictionary<string, string?> { ["Absence:TellAfterMinutes"] = "10" });

    public Task DisposeAsync() => app.DisposeAsync().AsTask();

    [Fact]
    public async Task What_staff_record_is_told_after_ten_minutes()
    {
        var family = await app.Family();
        await Record(family);
        await Pass(9);
        Assert.Empty(await Bell(family.Guardian));

        await Pass(1);

        Assert.Equal("absence-unexplained", (string?)Assert.Single(await Bell(family.Guardian))!["kind"]);
    }

    [Fact]
    public async Task Of_what_is_taken_back_or_explained_by_staff_within_them_nobody_hears()
    {
        var (undone, explained) = (await app.Family(), await app.Family());
        var id = await Record(undone);
        var other = await Record(explained);
        await Pass(9);

        await undone.Staff.Api.DeleteAsync($"absences/{id}").Is(HttpStatusCode.NoContent);
        await explained
            .Staff.Api.Post($"absences/{other}/explanation", new { reason = "ill" })
            .Is(HttpStatusCode.NoContent);
        await Pass(20);

        Assert.Empty(await Bell(undone.Guardian));
        Assert.Empty(await Bell(explained.Guardian));
        Assert.Equal(0, await app.Value<int>("select count(*)::int from kernel.mail where kind = 'notice'"));
    }

    [Fact]
    public async Task What_has_been_told_is_told_again_as_taken_back()
    {
        var family = await app.Family();
        var id = await Record(family);
        await Pass(11);

        await family.Staff.Api.DeleteAsync($"absences/{id}").Is(HttpStatusCode.NoContent);
        await Pass(0);

        Assert.Equal(
            ["absence-withdrawn", "absence-unexplained"],
            (await Bell(family.Guardian)).Select(notice => (string?)notice!["kind"])
        );
    }

    [Fact]
    public async Task A_guardians_own_report_is_told_at_once_and_told_again_as_taken_back()
    {
        var family = await app.Family();
        var other = await app.Guardian(family.Child);
        var id = await family.ReportIll(app.Today);
        await Pass(0);
        Assert.Equal("absence-reported", (string?)Assert.Single(await Bell(family.Staff))!["kind"]);

        await family.Guardian.Api.DeleteAsync($"absences/{id}").Is(HttpStatusCode.NoContent);
        await Pass(0);

        foreach (var told in new[] { other, family.Staff })
            Assert.Equal(
                ["absence-withdrawn", "absence-reported"],
                (await Bell(told)).Select(notice => (string?)notice!["kind"])
            );
    }

    private static Task<Guid> Record(Family family) =>
        family
            .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = new DateOnly(2026, 11, 24) })
            .Created();

    private async Task Pass(int minutes)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await app.Drain();
    }

    private static async Task<JsonArray> Bell(Actor actor) =>
        (await actor.Api.GetAsync("notifications").Json())["items"]!.AsArray();
}
