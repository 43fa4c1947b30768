using System.Collections.Concurrent;
using Kapprum.Support;
using Microsoft.Playwright;

namespace Kapprum.Browser;

/// <summary>What somebody holds in the hands.</summary>
public enum Device
{
    Phone,
    Desk,
}

/// <summary>
/// Tests with a browser. What should not happen in one of their windows fails the test at its end: an error or warning
/// on the console, which is also where a refusal by the page's policy is told, a request to another host, an answer
/// that failed.
/// </summary>
[Collection(Site.Name)]
public abstract class InBrowser(Site site) : IAsyncLifetime
{
    /// <summary>Several are opened at once.</summary>
    private readonly ConcurrentQueue<IBrowserContext> windows = new();

    protected Site Site => site;

    protected App App => site.App;

    /// <summary>What has happened so far that should not; a test that makes it happen takes it out.</summary>
    protected ConcurrentQueue<string> Complaints { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var window in windows)
            await window.CloseAsync();
        Assert.True(Complaints.IsEmpty, string.Join('\n', Complaints));
    }

    /// <summary>A window of somebody's own, at no page yet.</summary>
    /// <param name="person">Who is logged in; nobody if not given.</param>
    /// <param name="installable">Whether it may keep pages for when there is no network.</param>
    /// <param name="of">The application it is for; the shared one if not given.</param>
    protected async Task<IPage> Window(
        Device device,
        Guid? person = null,
        App? of = null,
        bool script = true,
        bool installable = false
    )
    {
        var app = of ?? App;
        var window = await site.Chromium.NewContextAsync(
            new()
            {
                BaseURL = app.Address,
                Locale = "sv-SE",
                TimezoneId = "Europe/Stockholm",
                JavaScriptEnabled = script,
                ViewportSize =
                    device == Device.Phone ? new() { Width = 360, Height = 740 } : new() { Width = 1280, Height = 860 },
                IsMobile = device == Device.Phone,
                HasTouch = device == Device.Phone,
                ReducedMotion = ReducedMotion.Reduce,
                ServiceWorkers = installable ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
            }
        );
        windows.Enqueue(window);
        window.SetDefaultTimeout(30_000);
        if (person is { } somebody)
            await window.AddCookiesAsync([
                new()
                {
                    Name = "kapprum",
                    Value = await app.CookieOf(somebody),
                    Url = app.Address,
                },
            ]);

        window.Console += (_, message) =>
        {
            if (
                message.Type is "error" or "warning"
                && !IsPageItself(message)
                && !message.Text.StartsWith(
                    "Service Worker registration blocked by Playwright",
                    StringComparison.Ordinal
                )
            )
                Complaints.Enqueue($"{message.Page?.Url}: {message.Text} ({message.Location})");
        };
        window.WebError += (_, error) => Complaints.Enqueue($"{error.Page?.Url}: {error.Error}");
        window.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith(app.Address + "/", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
            )
                Complaints.Enqueue($"Something was asked for elsewhere: {request.Url}");
        };
        return await window.NewPageAsync();
    }

    // A page that says what was wrong has its status, which the browser tells as of any answer; what it says is looked
    // at by the test.
    private static bool IsPageItself(IConsoleMessage message) =>
        message.Text.StartsWith(
            "Failed to load resource: the server responded with a status of ",
            StringComparison.Ordinal
        )
        && message.Page is { } page
        && message.Location.StartsWith(page.Url, StringComparison.Ordinal);
}
