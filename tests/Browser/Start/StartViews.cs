using Microsoft.Playwright;

namespace Kapprum.Browser.Start;

/// <summary>The start page.</summary>
internal sealed class StartViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Guardian, "/"),
        new(Role.Guardian, "/", "one child", At: town => $"/?child={town.Child}"),
        new(Role.Guardian, "/", "all children", At: _ => "/?child=all"),
        new(Role.Guardian, "/", "toast", Then: Toast),
        new(Role.Guardian, "/kept"),
    ];

    private static async Task Toast(IPage page)
    {
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "toast",
                Value = "absence.changed|1|/absence/undo?id=1",
                Url = page.Url,
            },
        ]);
        await page.ReloadAsync();
        await page.Locator(".toast").WaitForAsync();
    }
}
