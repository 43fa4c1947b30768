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
/// Tests with a browser. Whatever happens in one of their windows that should not, an error on the console, a request to another host or an answer
/// that failed, fails the test at its end.
/// </summary>
[Collection(Site.Name)]
public abstract class InBrowser(Site site) : IAsyncLifetime
{
    private readonly List<IBrowserContext> windows = [];
    private readonly ConcurrentQueue<string> complaints = new();

    protected Site Site => site;

    protected App App => site.App;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var window in windows)
            await window.CloseAsync();
        Assert.True(complaints.IsEmpty, string.Join('\n', complaints));
    }

    /// <summary>A window of somebody's own, at no page yet.</summary>
    /// <param name="person">Who is logged in; nobody if not given.</param>
    /// <param name="of">The application it is for; the shared one if not given.</param>
    protected async Task<IPage> Window(Device device, Guid? person = null, App? of = null, bool script = true)
    {
        var app = of ?? App;
        var window = await site.Chromium.NewContextAsync(new()
        {
            BaseURL = app.Address,
            Locale = "sv-SE",
            TimezoneId = "Europe/Stockholm",
            JavaScriptEnabled = script,
            ViewportSize = device == Device.Phone ? new() { Width = 360, Height = 740 } : new() { Width = 1280, Height = 860 },
            IsMobile = device == Device.Phone,
            HasTouch = device == Device.Phone,
            ReducedMotion = ReducedMotion.Reduce,
        });
        windows.Add(window);
        window.SetDefaultTimeout(10_000);
        if (person is { } somebody)
            await window.AddCookiesAsync([new() { Name = "kapprum", Value = await app.CookieOf(somebody), Url = app.Address }]);

        window.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Enqueue($"{message.Page?.Url}: {message.Text}");
        };
        window.WebError += (_, error) => complaints.Enqueue($"{error.Page?.Url}: {error.Error}");
        window.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(app.Address + "/", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                complaints.Enqueue($"Something was asked for elsewhere: {request.Url}");
        };
        return await window.NewPageAsync();
    }
}
