using System.Text.RegularExpressions;
using Kapprum.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Kapprum.Browser.Passwords;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser.Absence;

/// <summary>What guardians open the app for: a child is ill.</summary>
public sealed class Report(Site site, ITestOutputHelper output) : InBrowser(site)
{
    [Theory]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Phone, false)]
    [InlineData(Device.Desk, true)]
    [InlineData(Device.Desk, false)]
    public async Task A_guardian_logs_in_reports_a_child_looks_at_the_history_and_takes_it_back(
        Device device,
        bool script
    )
    {
        var (userName, child) = await Guardian();
        var page = await Window(device, script: script);

        await page.GotoAsync("/absence");
        await page.GetByLabel("Användarnamn eller e-post").FillAsync(userName);
        await page.GetByLabel("Lösenord", new() { Exact = true }).FillAsync(Password);
        await Button(page, "Logga in").ClickAsync();
        await Expect(page).ToHaveURLAsync(App.Address + "/absence");
        await Expect(page.GetByText($"{child} har ingen frånvaro den här terminen")).ToBeVisibleAsync();

        await Place(page, "Start").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Annan frånvaro" }).ClickAsync();
        await Choice(page, "Läkare").CheckAsync();
        await Choice(page, "En del av dagen").CheckAsync();
        await page.GetByLabel("Från").FillAsync("09:15");
        await page.GetByLabel("Till", new() { Exact = true }).FillAsync("11:00");
        await page.GetByText("Lägg till ett meddelande").ClickAsync();
        await page.GetByLabel("Något personalen bör veta?").FillAsync("Tandläkaren");
        await Button(page, "Skicka anmälan").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/#child-"));
        await Expect(page.GetByText($"Klart! {child} är anmäld borta i dag")).ToBeVisibleAsync();

        await Place(page, "Frånvaro").ClickAsync();
        var line = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Läkare" });
        await Expect(line).ToContainTextAsync("9.15–11.00");
        await line.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Tandläkaren");
        await Button(page, "Ta tillbaka anmälan").ClickAsync();
        await Expect(page.GetByText("väntas som vanligt i dag.")).ToBeVisibleAsync();
        await Expect(line).ToContainTextAsync("Tillbakatagen");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_just_sent_can_be_undone_at_once(bool script)
    {
        var (userName, _) = await Guardian();
        var page = await Window(Device.Phone, await Person(userName), script: script);

        await page.GotoAsync("/absence/report");
        await Choice(page, "Sjuk").CheckAsync();
        await Button(page, "Skicka anmälan").ClickAsync();
        await Button(page, "Ångra").ClickAsync();

        await Expect(page.GetByText("väntas som vanligt i dag.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Klart!")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Siblings_are_reported_together_each_for_the_own_day(bool script)
    {
        var (preschool, school) = (
            await App.Unit(opens: "07:30"),
            await App.Unit("school", opens: "08:00", closes: "15:00")
        );
        var younger = await App.Child(await App.Group(preschool), givenName: "Yngve");
        var older = await App.Child(await App.Group(school, "class"), givenName: "Olga");
        var guardian = await App.Guardian(younger);
        await App.Guardian(older, who: guardian.Id);
        var page = await Window(Device.Phone, guardian.Id, script: script);

        await page.GotoAsync("/absence/report");
        foreach (var name in new[] { "Yngve", "Olga" })
            await page.GetByRole(AriaRole.Checkbox, new() { Name = name }).CheckAsync();
        await Choice(page, "Sjuk").CheckAsync();
        await Choice(page, "En del av dagen").CheckAsync();
        await page.GetByLabel("Från").FillAsync("12:00");
        await page.GetByLabel("Till", new() { Exact = true }).FillAsync("18:00");
        await Button(page, "Skicka anmälan").ClickAsync();

        await Expect(page.GetByText("Klart!")).ToHaveCountAsync(2);
        foreach (var (name, times) in new[] { ("Yngve", "12.00–18.00"), ("Olga", "12.00–15.00") })
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = name })).ToContainTextAsync(times);

        foreach (var left in new[] { 1, 0 })
        {
            await Button(page, "Ångra").First.ClickAsync();
            await Expect(page.GetByText("Klart!")).ToHaveCountAsync(left);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_tap_on_the_card_reports_a_child_ill_and_another_takes_it_back(bool script)
    {
        var (userName, child) = await Guardian();
        var page = await Window(Device.Phone, await Person(userName), script: script);
        await page.GotoAsync("/");
        var taps = 0;
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await Tap("Sjuk i dag");

        await Expect(page.GetByText($"Klart! {child} är anmäld sjuk i dag.")).ToBeInViewportAsync();
        output.WriteLine($"Report one child ill: {taps} tap, {clock.Elapsed.TotalSeconds:0.0} s (script: {script})");
        Assert.Equal(1, taps);
        await Tap("Ångra");
        await Expect(page.GetByText("väntas som vanligt i dag.")).ToBeVisibleAsync();
        await Expect(Button(page, "Sjuk i dag")).ToBeVisibleAsync();

        async Task Tap(string name)
        {
            taps++;
            await Button(page, name).TapAsync();
        }
    }

    [Fact]
    public async Task A_part_of_a_day_for_two_children_is_asked_for_on_one_screen_of_a_phone()
    {
        var group = await App.Group(await App.Unit(opens: "07:30"));
        var (yngve, olga) = (await App.Child(group, givenName: "Yngve"), await App.Child(group, givenName: "Olga"));
        var guardian = await App.Guardian(yngve);
        await App.Guardian(olga, who: guardian.Id);
        var page = await Window(Device.Phone, guardian.Id);
        // The card has led here.
        var taps = 1;

        await page.GotoAsync($"/absence/report?for={yngve}");
        await Expect(Button(page, "Skicka anmälan")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Check(page.GetByRole(AriaRole.Checkbox, new() { Name = "Olga" }));
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Olga" })).ToBeFocusedAsync();
        await Check(Choice(page, "Läkare"));
        await Check(Choice(page, "En del av dagen"));
        await page.GetByLabel("Från").FillAsync("10:00");
        await page.GetByLabel("Till", new() { Exact = true }).FillAsync("11:00");
        taps += 3;
        await Button(page, "Skicka anmälan").TapAsync();
        await Expect(page.GetByText("Klart!")).ToHaveCountAsync(2);
        output.WriteLine($"Report a part of a day for two children: {taps} taps");

        async Task Check(ILocator choice)
        {
            taps++;
            await choice.CheckAsync();
        }
    }

    [Theory]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desk, false)]
    public async Task What_turned_out_otherwise_is_changed(Device device, bool script)
    {
        var family = await App.Family();
        var absence = await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = App.Today.AddDays(1),
                    reason = "ill",
                }
            )
            .Created();
        var page = await Window(device, family.Guardian.Id, script: script);

        await page.GotoAsync($"/absence/{absence}");
        await Choice(page, "Läkare").CheckAsync();
        await Choice(page, "En del av dagen").CheckAsync();
        await page.GetByLabel("Från").FillAsync("09:00");
        await page.GetByLabel("Till", new() { Exact = true }).FillAsync("10:30");
        await Button(page, "Spara ändringen").ClickAsync();

        await Expect(page.GetByText("är ändrad.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Läkare, 9.00–10.30");
    }

    [Fact]
    public async Task All_of_it_can_be_done_by_keyboard_and_one_sees_where_one_is()
    {
        var (userName, _) = await Guardian();
        var page = await Window(Device.Desk);

        await page.GotoAsync("/");
        await Expect(page.GetByLabel("Användarnamn eller e-post")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(userName);
        await TabTo(page, page.GetByLabel("Lösenord", new() { Exact = true }));
        await page.Keyboard.TypeAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(App.Address + "/");

        // The first stop of a page leads past what is the same on all of them; it must be there when the key is
        // pressed.
        var skip = page.GetByRole(AriaRole.Link, new() { Name = "Hoppa till innehållet" });
        await page.WaitForLoadStateAsync();
        await Expect(skip).ToBeAttachedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await TabTo(page, page.GetByRole(AriaRole.Link, new() { Name = "Annan frånvaro" }), within: 3);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page).ToHaveURLAsync(new Regex("/absence/report"));
        await TabTo(page, Choice(page, "Sjuk"));
        await page.Keyboard.PressAsync("Space");
        await TabTo(page, Button(page, "Skicka anmälan"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Klart!")).ToBeVisibleAsync();

        await TabTo(page, page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Ändra" }));
        await page.Keyboard.PressAsync("Enter");
        await TabTo(page, Button(page, "Ta tillbaka anmälan"));
        await page.Keyboard.PressAsync("Space");
        await Expect(page.GetByText("väntas som vanligt i dag.")).ToBeVisibleAsync();
    }

    /// <summary>Goes on with the tabulator; each stop must show that it is one, and be seen.</summary>
    private static async Task TabTo(IPage page, ILocator goal, int within = 30)
    {
        var aim = await goal.ElementHandleAsync();
        for (var stop = 0; stop < within; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.Null(await page.EvaluateAsync<string?>(Unseen));
            if (await aim.EvaluateAsync<bool>("goal => goal === document.activeElement"))
                return;
        }

        Assert.Fail($"{goal} was not reached on {page.Url}.");
    }

    /// <summary>
    /// The element that has the focus, if one cannot see that it has; a ring of its own, of what it lies in, or around
    /// its row.
    /// </summary>
    private const string Unseen = """
        () => {
            const at = document.activeElement, box = at.getBoundingClientRect();
            const ring = (one, part) => {
                const style = getComputedStyle(one, part);
                return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            };
            const ringed = ring(at) || ring(at, "::after") || (at.closest(".chip") && ring(at.closest(".chip")));
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            const covered = !top || !(at.contains(top) || top.contains(at));
            return ringed && !covered ? null : `${ringed ? "covered" : "no ring"}: ${at.outerHTML.slice(0, 200)}`;
        }
        """;

    /// <summary>A guardian who can log in, and whose only child's day has not begun.</summary>
    private async Task<(string UserName, string Child)> Guardian()
    {
        var unit = await App.Unit(opens: "08:00", closes: "16:00");
        var name = $"Tove{Interlocked.Increment(ref count)}";
        var guardian = await App.Guardian(await App.Child(await App.Group(unit), givenName: name));
        var userName = $"guardian-of-{name}";
        await App.MayLogIn(guardian.Id, userName);
        return (userName, name);
    }

    private static int count;

    private Task<Guid> Person(string userName) =>
        App.Value<Guid>("select person_id from accounts.account where user_name = lower(@userName)", new { userName });

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Main).Or(page.Locator(".toasts")).GetByRole(AriaRole.Button, new() { Name = name });

    private static ILocator Choice(IPage page, string name) => page.GetByRole(AriaRole.Radio, new() { Name = name });

    private static ILocator Place(IPage page, string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Meny" })
            .GetByRole(AriaRole.Link, new() { Name = name, Exact = true });
}
