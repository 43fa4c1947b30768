using System.Net;
using Kapprum.Support;
using Kapprum.Tests.Accounts;

namespace Kapprum.Tests.Start;

/// <summary>The first page of a guardian.</summary>
public sealed class StartTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

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
