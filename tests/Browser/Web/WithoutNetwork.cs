using System.Text.RegularExpressions;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser.Web;

/// <summary>The app on a phone in a cellar.</summary>
public sealed class WithoutNetwork(Site site) : InBrowser(site)
{
    [Fact]
    public async Task The_start_page_is_there_as_it_was_last_seen_and_says_when_that_was()
    {
        var family = await App.Family();
        var name = await App.Value<string>(
            "select given_name from roster.person where id = @Child",
            new { family.Child }
        );
        var before = DayName();
        var page = await Installed(family.Guardian.Id);
        var after = DayName();

        await page.Context.SetOfflineAsync(true);
        await page.GotoAsync("/");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        await Expect(page.GetByText("Ingen anslutning. Så här såg det ut")).ToBeVisibleAsync();
        await Expect(page.Locator(".kept time")).ToContainTextAsync(new Regex($"{before}|{after}"));

        await page.Context.SetOfflineAsync(false);
        await page.GotoAsync("/");
        await Expect(page.GetByText("Ingen anslutning")).ToBeHiddenAsync();
        Complaints.Clear();
    }

    [Fact]
    public async Task A_first_view_asks_for_six_things_and_for_none_twice()
    {
        var family = await App.Family();
        var page = await Window(Device.Phone, family.Guardian.Id, installable: true);
        var (asked, ofWorker) = (new List<string>(), 0);
        page.Context.Request += (_, one) =>
        {
            var path = new Uri(one.Url).AbsolutePath;
            if (path == "/sw.js")
                ofWorker = asked.Count;
            asked.Add(path);
        };

        await page.GotoAsync("/");
        await page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");

        Assert.InRange(ofWorker, 1, 6);
        // The browser keeps its icons for itself: what is kept beside would fetch it once more.
        Assert.Single(asked, path => path.StartsWith("/icon.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_kept_of_how_a_child_is_of_notes_or_of_its_class()
    {
        var family = await App.Family();
        await family.ReportIll(App.Today, note: "Hostar hela natten");
        var group = await App.Value<string>(
            "select name from roster.child_group where id = @Group",
            new { family.Group }
        );
        var page = await Installed(family.Guardian.Id);
        Assert.Contains("sjuk", await page.InnerTextAsync("main"));

        var kept = await page.EvaluateAsync<string>(
            "async () => (await (await caches.match('/', { cacheName: 'start' })).text())"
                + ".replace(/<head>[^]*<\\/head>/, '')"
        );

        Assert.Contains("data-kept", kept);
        Assert.DoesNotContain("sjuk", kept, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Hostar", kept);
        Assert.DoesNotContain(group, kept);
    }

    [Fact]
    public async Task Who_is_no_guardian_any_more_has_nothing_kept()
    {
        var family = await App.Family();
        var page = await Installed(family.Guardian.Id);
        await App.Execute(
            "update roster.guardianship set ends_on = @Yesterday where guardian_id = @Id",
            new { Yesterday = App.Today.AddDays(-1), family.Guardian.Id }
        );
        App.Services.GetRequiredService<Kernel.Signals>().Raise("sessions");

        await page.GotoAsync("/");

        await page.WaitForFunctionAsync("async () => !await caches.has('start')");
        Complaints.Clear();
    }

    [Fact]
    public async Task Whose_session_has_ended_has_nothing_kept_once_told_so()
    {
        var page = await Installed((await App.Family()).Guardian.Id);
        await page.Context.ClearCookiesAsync();

        await page.GotoAsync("/account");

        await Expect(page).ToHaveURLAsync(new Regex("/log-in"));
        await page.WaitForFunctionAsync("async () => !await caches.has('start')");
    }

    [Fact]
    public async Task What_is_kept_is_forgotten_after_twelve_hours()
    {
        var page = await Installed((await App.Family()).Guardian.Id);
        await page.EvaluateAsync(
            """
            async () => {
                let cache, kept;
                while (!(kept = await (cache = await caches.open('start')).match('/')))
                    await new Promise(done => setTimeout(done, 50));
                const headers = new Headers(kept.headers);
                headers.set('X-Kept', Date.now() - 12 * 3600_000 - 1000);
                await cache.put('/', new Response(await kept.text(), { headers }));
            }
            """
        );

        await page.Context.SetOfflineAsync(true);
        await page.GotoAsync("/");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ingen anslutning" })).ToBeVisibleAsync();
        Complaints.Clear();
    }

    [Fact]
    public async Task Any_other_page_says_kindly_that_there_is_no_network()
    {
        var page = await Installed((await App.Family()).Guardian.Id);

        await page.Context.SetOfflineAsync(true);
        await page.GotoAsync("/absence");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ingen anslutning" })).ToBeVisibleAsync();
        Complaints.Clear();
    }

    [Fact]
    public async Task A_form_that_does_not_arrive_says_so_where_it_stands_and_can_be_sent_again()
    {
        var page = await Installed((await App.Family()).Guardian.Id);
        await page.GotoAsync("/contact");
        var street = page.GetByLabel("Gatuadress");
        var send = page.GetByRole(AriaRole.Button, new() { Name = "Spara" });
        await street.FillAsync("Rönnbärsgatan 7");

        await page.Context.SetOfflineAsync(true);
        await send.TapAsync();

        // The page stays; Playwright goes on waiting for another one.
        await page.WaitForFunctionAsync(
            "() => document.querySelector('[role=alert]')?.textContent.includes('Det skickades inte')"
        );
        Assert.Equal(
            "Rönnbärsgatan 7",
            await page.EvaluateAsync<string>("document.querySelector('[name=Street]').value")
        );

        await page.Context.SetOfflineAsync(false);
        await page.EvaluateAsync("document.querySelector('main form').requestSubmit()");
        await Expect(page.GetByText("Kontaktuppgifterna är sparade.")).ToBeVisibleAsync();
        await Expect(street).ToHaveValueAsync("Rönnbärsgatan 7");
        Complaints.Clear();
    }

    [Fact]
    public async Task A_form_whose_page_cannot_say_so_leads_to_one_that_does_in_both_languages()
    {
        var page = await Installed((await App.Family()).Guardian.Id);
        await page.GotoAsync("/account");

        await page.Context.SetOfflineAsync(true);
        await page.EvaluateAsync("document.querySelector('main form').submit()");

        await Expect(page.Locator("p[lang=sv]")).ToContainTextAsync("Det skickades inte. Gå tillbaka");
        await Expect(page.Locator("p[lang=en]")).ToContainTextAsync("It was not sent. Go back");
        Complaints.Clear();
    }

    [Fact]
    public async Task The_home_screen_is_offered_after_the_first_report_and_declined_for_good()
    {
        var page = await Window(Device.Phone, (await App.Family()).Guardian.Id);
        var offer = page.GetByRole(AriaRole.Complementary, new() { Name = "Lägg till på hemskärmen" });
        Task Offered() => page.EvaluateAsync("dispatchEvent(new Event('beforeinstallprompt', { cancelable: true }))");

        await page.GotoAsync("/");
        await Offered();
        await Expect(offer).ToBeHiddenAsync();

        await page.EvaluateAsync("sessionStorage.setItem('offer', 'yes')");
        await Offered();
        await Expect(offer).ToBeVisibleAsync();
        await offer.GetByRole(AriaRole.Button, new() { Name = "Nej tack" }).TapAsync();
        await Expect(offer).ToBeHiddenAsync();

        await page.ReloadAsync();
        await Offered();
        await Expect(offer).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Nothing_of_somebody_stays_on_the_device_after_logging_out()
    {
        var page = await Installed((await App.Family()).Guardian.Id);
        Assert.Equal(1, await Kept(page));

        await page.GotoAsync("/log-out");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Logga ut" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(App.Address + "/log-in");

        Assert.Equal(0, await Kept(page));
    }

    /// <summary>A guardian's window at the start page, with all in place that is needed without a network.</summary>
    private async Task<IPage> Installed(Guid guardian)
    {
        var page = await Window(Device.Phone, guardian, installable: true);
        await page.GotoAsync("/");
        await page.EvaluateAsync(
            """
            async () => {
                const worker = navigator.serviceWorker;
                await worker.ready;
                if (!worker.controller)
                    await new Promise(done => worker.addEventListener('controllerchange', done));
            }
            """
        );
        await page.ReloadAsync();
        await page.WaitForFunctionAsync("async () => (await (await caches.open('start')).keys()).length > 0");
        return page;
    }

    private static Task<int> Kept(IPage page) =>
        page.EvaluateAsync<int>(
            "async () => await caches.has('start') ? (await (await caches.open('start')).keys()).length : 0"
        );

    // The browser's clock goes on; only the application's stands still.
    private static string DayName() =>
        TimeZoneInfo
            .ConvertTime(TimeProvider.System.GetUtcNow(), Kernel.SchoolTime.Zone)
            .ToString("dddd", System.Globalization.CultureInfo.GetCultureInfo("sv-SE"));
}
