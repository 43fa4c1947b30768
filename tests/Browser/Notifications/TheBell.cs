using Kapprum.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser.Notifications;

/// <summary>The bell, which rings wherever somebody is.</summary>
public sealed class TheBell(Site site) : InBrowser(site)
{
    [Theory]
    [InlineData(Device.Phone)]
    [InlineData(Device.Desk)]
    public async Task Counts_what_has_happened_while_the_page_stays_open(Device device)
    {
        var family = await App.Family();
        var page = await Window(device, family.Staff.Id);
        await page.GotoAsync("/account");
        await Expect(page.Locator("[data-unread]")).ToBeHiddenAsync();

        await family.ReportIll(App.Today);
        await App.Drain();

        await Expect(page.Locator("[data-unread]")).ToHaveTextAsync("1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leads_to_what_has_happened_and_is_quiet_then(bool script)
    {
        var family = await App.Family();
        foreach (var day in new[] { App.Today, App.Today.AddDays(1) })
            await family.ReportIll(day);
        await App.Drain();
        var page = await Window(Device.Phone, family.Staff.Id, script: script);

        await page.GotoAsync("/day");
        await Expect(page.Locator("[data-unread]")).ToHaveTextAsync("2");
        await page.GetByRole(AriaRole.Link, new() { Name = "Notiser" }).ClickAsync();
        await page.GetByRole(AriaRole.Main)
            .GetByRole(AriaRole.Link, new() { Name = "är anmäld frånvarande i morgon" })
            .ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Sjuk");
        await Expect(page.Locator("[data-unread]")).ToHaveTextAsync("1");

        await page.GotoAsync("/notifications");
        await page.GetByRole(AriaRole.Button, new() { Name = "Markera alla som lästa" }).ClickAsync();
        await Expect(page.GetByText("Allt är markerat som läst.")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-unread]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Asks_now_and_then_where_it_may_not_listen()
    {
        var family = await App.Family();
        var page = await Window(Device.Desk, family.Staff.Id);
        await page.Clock.InstallAsync();
        await page.RouteAsync("**/api/notifications/stream", route => route.FulfillAsync(new() { Status = 429 }));
        await page.GotoAsync("/account");
        // Whoever asks later hears later that it may not, and the bell has heard it by then.
        await page.EvaluateAsync(
            "() => new Promise(heard => new EventSource('/api/notifications/stream').onerror = () => heard())"
        );
        await Expect(page.Locator("[data-unread]")).ToBeHiddenAsync();

        await family.ReportIll(App.Today);
        await App.Drain();
        await page.Clock.FastForwardAsync(61_000);

        await Expect(page.Locator("[data-unread]")).ToHaveTextAsync("1");
        Assert.All(Complaints, complaint => Assert.Contains("status of 429", complaint, StringComparison.Ordinal));
        Complaints.Clear();
    }
}
