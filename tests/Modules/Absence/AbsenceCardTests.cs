using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.Absence;

/// <summary>A child's absences on the start page.</summary>
public sealed class AbsenceCardTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task What_nobody_has_explained_asks_for_it_for_30_days_until_somebody_does()
    {
        var family = await app.Family();
        var (old, recent) = (await Missed(-29), await Missed(-1));
        await app.Execute("update absence.absence set day = day - 2 where id = @old", new { old });
        var guardian = await app.Pages(family.Guardian.Id);

        var row = Assert.Single(
            (await guardian.Open("/")).QuerySelectorAll("a[href^='/absence/']:not([href*='report'])")
        );
        Assert.Equal($"/absence/{recent}", row.GetAttribute("href"));
        Assert.Equal("Berätta varför", row.Closest("li")!.QuerySelector(".tag")!.TextContent.Trim());
        await family
            .Guardian.Api.Post($"absences/{recent}/explanation", new { reason = "ill" })
            .Is(HttpStatusCode.NoContent);

        Assert.Empty((await family.Guardian.Api.GetAsync("start").Json())["children"]![0]!["absences"]!.AsArray());

        Task<Guid> Missed(int days) =>
            family
                .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = app.Today.AddDays(days) })
                .Created();
    }
}
