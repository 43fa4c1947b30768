using System.Net;
using Kapprum.Support;
using Kapprum.Tests.Accounts;

namespace Kapprum.Tests.Start;

/// <summary>The first page of a guardian.</summary>
public sealed class StartTests(SharedApp shared) : IClassFixture<SharedApp>
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

    [Theory]
    [InlineData("none", true, true)]
    [InlineData("none", false, false)]
    [InlineData("confidential", true, false)]
    public async Task Only_a_browser_of_ones_own_may_keep_the_page_and_nothing_of_a_protected_child(
        string protection,
        bool own,
        bool kept
    )
    {
        var family = await app.Family(protection);
        var guardian = await app.WithPassword(family.Guardian.Id);
        using var browser = app.Client(keepCookies: true);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        await browser
            .Post(
                "api/session",
                new
                {
                    guardian.UserName,
                    Somebodies.Password,
                    remember = own,
                }
            )
            .Is(HttpStatusCode.NoContent);

        using var page = await browser.GetAsync("");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(kept, page.Headers.Contains("X-Keep"));
    }
}
