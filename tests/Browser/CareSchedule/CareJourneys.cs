using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser.CareSchedule;

/// <summary>What guardians and staff do with schedules, with their taps counted.</summary>
public sealed class CareJourneys(Site site, ITestOutputHelper output) : InBrowser(site)
{
    private int taps;

    /// <summary>The Monday after next, which nobody has locked.</summary>
    private DateOnly Open => App.Today.AddDays(15 - (int)App.Today.DayOfWeek);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_guardian_lays_a_two_week_schedule_for_two_children_at_once(bool script)
    {
        var family = await Family("Yngve", "Olga");
        var page = await Window(Device.Phone, family.Guardian.Id, script: script);
        await page.GotoAsync($"/care/{family.Children[0]}");

        await Tap(Link(page, "Lägg ett schema"));
        await Tap(page.GetByRole(AriaRole.Checkbox, new() { Name = "Olga" }));
        await page.Locator("[name=From]").FillAsync("08:00");
        await Tap(page.GetByRole(AriaRole.Radio, new() { Name = "2", Exact = true }));
        if (!script)
            await Tap(Button(page, "Visa veckorna"));
        // What is filled in stays.
        await Expect(page.Locator("[name=FromW2D]")).ToBeVisibleAsync();
        await Expect(page.Locator("[name=From]")).ToHaveValueAsync("08:00");
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Olga" })).ToBeCheckedAsync();
        foreach (var (field, time) in new[] { ("From", "08:00"), ("Until", "16:00"), ("FromW2D", "07:00") })
            await page.Locator($"[name={field}]").FillAsync(time);
        await page.Locator("[name=UntilW2D]").FillAsync("15:00");
        await Tap(Button(page, "Spara schemat"));

        await Expect(page.GetByText("Schemat är sparat")).ToBeVisibleAsync();
        output.WriteLine($"A two-week schedule for two children: {taps} taps and four times");
        foreach (var child in family.Children)
        {
            Assert.Equal(("08:00", "16:00"), await Times(family.Guardian, child, Open.AddDays(1)));
            Assert.Equal(("07:00", "15:00"), await Times(family.Guardian, child, Open.AddDays(8)));
            Assert.Equal(("08:00", "16:00"), await Times(family.Guardian, child, Open.AddDays(15)));
        }
    }

    [Fact]
    public async Task What_is_wrong_for_one_child_is_said_with_its_name_and_the_others_is_saved()
    {
        var family = await Family("Yngve", "Olga");
        await App.Execute(
            "update roster.placement set ends_on = @Today where child_id = @Child",
            new { App.Today, Child = family.Children[1] }
        );
        var page = await Window(Device.Phone, family.Guardian.Id);
        await page.GotoAsync($"/care/{family.Children[0]}/pattern");

        await Tap(page.GetByRole(AriaRole.Checkbox, new() { Name = "Olga" }));
        await page.Locator("[name=From]").FillAsync("08:00");
        await page.Locator("[name=Until]").FillAsync("16:00");
        await Tap(Button(page, "Spara schemat"));

        await Expect(page.GetByText("Schemat är sparat för Yngve")).ToBeVisibleAsync();
        await Expect(page.GetByText("Olga har ingen plats").First).ToBeVisibleAsync();
        Assert.False(await page.GetByRole(AriaRole.Checkbox, new() { Name = "Yngve" }).IsCheckedAsync());
        Assert.Equal(("08:00", "16:00"), await Times(family.Guardian, family.Children[0], Open));
    }

    [Fact]
    public async Task A_pick_up_is_changed_in_four_taps_from_the_start_page()
    {
        var family = await Family("Yngve");
        await Lay(family, Open);
        var page = await Window(Device.Phone, family.Guardian.Id);
        // Two weeks ahead; this week and the next are locked.
        await page.GotoAsync("/");

        await Tap(Link(page, "Veckans schema"));
        await page.GotoAsync($"/care/{family.Children[0]}?day={Open:yyyy-MM-dd}");
        await Tap(
            page.Locator($"#day-{Open.AddDays(1):yyyy-MM-dd}").GetByRole(AriaRole.Link, new() { Name = "Ändra" })
        );
        taps++;
        await page.GetByLabel("Hämtas", new() { Exact = true }).First.FillAsync("17:00");
        await Expect(Button(page, "Spara dagen")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Tap(Button(page, "Spara dagen"));

        await Expect(page.GetByText("Dagen är sparad")).ToBeVisibleAsync();
        Assert.Equal(4, taps);
        Assert.Equal(("08:00", "17:00"), await Times(family.Guardian, family.Children[0], Open.AddDays(1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task That_grandmother_fetches_is_three_taps_from_the_week(bool script)
    {
        var family = await Family("Yngve");
        await Lay(family, Open);
        await family
            .Guardian.Api.Post($"children/{family.Children[0]}/pickup-persons", new { name = "Mormor Gun" })
            .Is(HttpStatusCode.Created);
        var page = await Window(Device.Phone, family.Guardian.Id, script: script);
        await page.GotoAsync($"/care/{family.Children[0]}?day={Open:yyyy-MM-dd}");

        await Tap(
            page.Locator($"#day-{Open.AddDays(1):yyyy-MM-dd}")
                .GetByRole(AriaRole.Link, new() { Name = "Vem lämnar och hämtar?" })
        );
        await Tap(page.GetByRole(AriaRole.Radio, new() { Name = "Mormor Gun" }).First);
        await Tap(Button(page, "Spara"));

        await Expect(page.GetByText("Det är sparat för dagen")).ToBeVisibleAsync();
        Assert.Equal(3, taps);
        var week = await family
            .Guardian.Api.GetAsync($"children/{family.Children[0]}/care-weeks/{Open:yyyy-MM-dd}")
            .Json();
        Assert.Equal("Mormor Gun", (string?)week["days"]![1]!["people"]!["fetches"]);
    }

    [Fact]
    public async Task A_guardian_asks_after_the_lock_and_staff_say_yes_in_one_tap()
    {
        var family = await Family("Yngve");
        var tomorrow = App.Today.AddDays(1);
        await family
            .Staff.Api.Put(
                $"children/{family.Children[0]}/care-days",
                new { unitId = family.Unit, days = new[] { new { date = tomorrow, times = Time("08:00", "16:00") } } }
            )
            .Is(HttpStatusCode.NoContent);
        var phone = await Window(Device.Phone, family.Guardian.Id);
        await phone.GotoAsync($"/care/{family.Children[0]}?day={tomorrow:yyyy-MM-dd}");
        await Tap(phone.Locator($"#day-{tomorrow:yyyy-MM-dd}").GetByRole(AriaRole.Link, new() { Name = "Fråga oss" }));
        await phone.GetByLabel("Hämtas", new() { Exact = true }).First.FillAsync("17:00");
        await Tap(Button(phone, "Skicka frågan"));
        await Expect(phone.GetByText("Frågan är skickad till personalen")).ToBeVisibleAsync();

        taps = 0;
        var tablet = await Window(Device.Desk, family.Staff.Id);
        await tablet.GotoAsync("/care-requests");
        taps++;
        await tablet.GetByRole(AriaRole.Button, new() { Name = "Ja" }).First.ClickAsync();

        await Expect(tablet.Locator("main").GetByText("Yngve")).ToHaveCountAsync(0);
        Assert.Equal(1, taps);
        Assert.Equal(("08:00", "17:00"), await Times(family.Guardian, family.Children[0], tomorrow));
        await phone.GotoAsync($"/care/{family.Children[0]}?day={tomorrow:yyyy-MM-dd}");
        await Expect(phone.Locator($"#day-{tomorrow:yyyy-MM-dd}")).ToContainTextAsync("17.00");
    }

    [Fact]
    public async Task The_headteacher_reads_thursdays_gap_first()
    {
        var family = await Family("Yngve");
        await Lay(family, Open);
        var head = await App.Headteacher(family.Unit);
        await head
            .Api.Put(
                $"units/{family.Unit}/shifts",
                new
                {
                    weekdays = Enumerable.Range(1, 5),
                    shifts = new[]
                    {
                        new
                        {
                            from = "06:00",
                            until = "15:00",
                            adults = 2,
                        },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);
        var page = await Window(Device.Phone, head.Id);

        await page.GotoAsync($"/units/{family.Unit}/staffing?day={Open:yyyy-MM-dd}");
        await page.Locator("nav.tabs a").Nth(3).TapAsync();

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"{Open.AddDays(3):yyyy-MM-dd}"));
        var state = page.Locator("main .state").First;
        await Expect(state).ToContainTextAsync("15.00");
        await Expect(state).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    private sealed record Home(Guid Unit, Actor Guardian, Actor Staff, IReadOnlyList<Guid> Children);

    /// <summary>Children of one guardian in a preschool of their own.</summary>
    private async Task<Home> Family(params string[] names)
    {
        var unit = await App.Unit();
        var group = await App.Group(unit);
        List<Guid> children = [];
        Actor? guardian = null;
        foreach (var name in names)
        {
            children.Add(await App.Child(group, givenName: name));
            guardian = await App.Guardian(children[^1], who: guardian?.Id);
        }

        return new(unit, guardian!, await App.Staff(group), children);
    }

    private static Task Lay(Home home, DateOnly starts) =>
        home
            .Guardian.Api.Post(
                $"children/{home.Children[0]}/care-patterns",
                new
                {
                    unitId = home.Unit,
                    startsOn = starts,
                    days = Enumerable
                        .Range(1, 5)
                        .Select(weekday => new
                        {
                            week = 1,
                            weekday,
                            times = Time("08:00", "16:00"),
                        }),
                }
            )
            .Is(HttpStatusCode.Created);

    private static object[] Time(string from, string until) => [new { from, until }];

    private static async Task<(string?, string?)> Times(Actor by, Guid child, DateOnly day)
    {
        var week = await by.Api.GetAsync($"children/{child}/care-weeks/{day:yyyy-MM-dd}").Json();
        var time = week["days"]!.AsArray().Single(one => (string?)one!["date"] == $"{day:yyyy-MM-dd}")!["places"]![0]![
            "times"
        ]![0]!;
        return ((string?)time["from"], (string?)time["until"]);
    }

    private async Task Tap(ILocator what)
    {
        taps++;
        await what.TapAsync();
    }

    private static ILocator Link(IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name }).First;

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
