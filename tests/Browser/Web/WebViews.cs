using Microsoft.Playwright;

namespace Kapprum.Browser.Web;

/// <summary>What belongs to no module.</summary>
internal sealed class WebViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Nobody, "/offline"),
        new(Role.Nobody, "/offline", "not sent", At: _ => "/offline?unsent=1"),
        new(Role.Nobody, "/problem", Status: 404),
        new(Role.Nobody, "/style"),
        new(Role.Nobody, "/style", "toast", Then: Toast),
        new(Role.Guardian, "/problem", At: _ => "/nowhere", Status: 404),
        new(Role.Guardian, "/problem", "failed", At: _ => $"/account?{RefusingSender.Fails}", Status: 500),
    ];

    private static async Task Toast(IPage page)
    {
        await page.Locator("form:has([name=_handler][value=undo]) button").ClickAsync();
        await page.Locator(".toast").WaitForAsync();
    }
}
