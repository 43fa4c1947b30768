using Kapprum.Support;
using Microsoft.Playwright;

namespace Kapprum.Browser;

/// <summary>
/// One browser and, for most, one application for all tests, which come one after the other; each has windows of its
/// own.
/// </summary>
[CollectionDefinition(Name)]
public sealed class Site : IAsyncLifetime, ICollectionFixture<Site>
{
    public const string Name = "site";

    private IPlaywright playwright = null!;
    private readonly Lazy<Task<Ekbacka>> ekbacka = new(Browser.Ekbacka.Make);

    public App App { get; private set; } = null!;

    public IBrowser Chromium { get; private set; } = null!;

    /// <summary>The made-up municipality, imported by the first who asks for it.</summary>
    internal Task<Ekbacka> Ekbacka => ekbacka.Value;

    public async Task InitializeAsync()
    {
        var starting = App.Start();
        Assertions.SetDefaultExpectTimeout(10_000);
        playwright = await Playwright.CreateAsync();
        // The machine's own; it says nothing to anybody but the application.
        Chromium = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = "/usr/bin/chromium",
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
        App = await starting;
    }

    public async Task DisposeAsync()
    {
        await Chromium.DisposeAsync();
        playwright.Dispose();
        await App.DisposeAsync();
        if (ekbacka.IsValueCreated)
            await (await Ekbacka).App.DisposeAsync();
    }
}
