using Kapprum.Support;
using Microsoft.Playwright;

namespace Kapprum.Browser;

/// <summary>One application and one browser for all tests, which come one after the other; each has windows of its own.</summary>
[CollectionDefinition(Name)]
public sealed class Site : IAsyncLifetime, ICollectionFixture<Site>
{
    public const string Name = "site";

    private IPlaywright playwright = null!;

    public App App { get; private set; } = null!;

    public IBrowser Chromium { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var starting = App.Start();
        playwright = await Playwright.CreateAsync();
        // The machine's own; it says nothing to anybody but the application.
        Chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        App = await starting;
    }

    public async Task DisposeAsync()
    {
        await Chromium.DisposeAsync();
        playwright.Dispose();
        await App.DisposeAsync();
    }
}
