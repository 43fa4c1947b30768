namespace Kapprum.Browser.Upkeep;

/// <summary>What the night has found and removed.</summary>
internal sealed class UpkeepViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Administrator, "/upkeep"),
        new(Role.Administrator, "/upkeep", "opened", Then: page => page.Locator("summary").First.ClickAsync()),
    ];
}
