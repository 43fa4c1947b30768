using System.Text.RegularExpressions;
using Kapprum.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser.Absence;

/// <summary>Staff with a tablet at the door, and both hands full.</summary>
public sealed class AtTheDoor(Site site) : InBrowser(site)
{
    [Theory]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Phone, false)]
    [InlineData(Device.Desk, true)]
    [InlineData(Device.Desk, false)]
    public async Task Two_taps_record_an_absence_and_two_more_explain_it(Device device, bool script)
    {
        var (family, name) = await Family();
        var page = await Window(device, family.Staff.Id, script: script);
        var place = page.Locator("li.opens").Filter(new() { HasText = name });

        await page.GotoAsync("/day");
        await place.Locator("summary").ClickAsync();
        await place.GetByRole(AriaRole.Button, new() { Name = "Har inte kommit" }).ClickAsync();
        await Expect(page.GetByText("Noterat: ")).ToBeVisibleAsync();
        await Expect(place.Locator("summary")).ToContainTextAsync("Orsak saknas");

        await place.Locator("summary").ClickAsync();
        await place.GetByRole(AriaRole.Button, new() { Name = "Sjuk" }).ClickAsync();
        await Expect(page.GetByText("Noterat: ")).ToBeVisibleAsync();
        await Expect(place.Locator("summary")).ToContainTextAsync("Sjuk");
        await Expect(place.Locator("summary")).ToContainTextAsync("Sjuk, hela dagen");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_taps_let_in_who_comes_late_and_a_third_takes_that_back(bool script)
    {
        var (family, name) = await Family(timetable: true);
        var page = await Window(Device.Desk, family.Staff.Id, script: script);
        var place = page.Locator("li.opens").Filter(new() { HasText = name });

        await page.GotoAsync("/day");
        await place.Locator("summary").ClickAsync();
        await place.GetByRole(AriaRole.Button, new() { Name = "Kom sent, 7.00" }).ClickAsync();
        await Expect(place.Locator("summary")).ToContainTextAsync("Kom 7.00");

        await page.GetByRole(AriaRole.Button, new() { Name = "Ångra" }).ClickAsync();
        await Expect(page.GetByText("är borttagen.")).ToBeVisibleAsync();
        await Expect(place.Locator("summary")).ToContainTextAsync("6.00–18.00");
    }

    [Fact]
    public async Task What_guardians_report_appears_by_itself_while_nobody_is_at_the_tablet()
    {
        var (family, name) = await Family();
        var page = await Window(Device.Desk, family.Staff.Id);
        await page.Clock.InstallAsync();
        var place = page.Locator("li.opens").Filter(new() { HasText = name });
        await page.GotoAsync("/day");
        await Expect(place.Locator("summary")).ToContainTextAsync("6.00–18.00");

        await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = App.Today,
                    reason = "ill",
                }
            )
            .Created();
        await page.Clock.FastForwardAsync(61_000);

        await Expect(place.Locator("summary")).ToContainTextAsync("Sjuk, hela dagen");
    }

    [Fact]
    public async Task A_part_of_a_day_is_recorded_with_its_times_and_a_reason()
    {
        var (family, name) = await Family();
        var page = await Window(Device.Phone, family.Staff.Id);
        var place = page.Locator("li.opens").Filter(new() { HasText = name });

        await page.GotoAsync("/day");
        await place.Locator("summary").ClickAsync();
        await place.GetByRole(AriaRole.Link, new() { Name = "Mer" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "En del av dagen" }).CheckAsync();
        await page.GetByLabel("Från", new() { Exact = true }).FillAsync("10:00");
        await page.GetByLabel("Till", new() { Exact = true }).FillAsync("11:30");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Läkare" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Notera" }).ClickAsync();

        await Expect(page.GetByText("Noterat: ")).ToBeVisibleAsync();
        await Expect(place.Locator("summary")).ToContainTextAsync("10.00–11.30");
        await Expect(place.Locator("summary")).ToContainTextAsync("Delvis borta");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_tap_one_stands_where_one_stood(bool script)
    {
        var (family, _) = await Family();
        var children = new List<Guid>();
        for (var more = 0; more < 24; more++)
            children.Add(await App.Child(family.Group, givenName: $"Barn{more:00}"));
        var page = await Window(Device.Phone, family.Staff.Id, script: script);
        var place = page.Locator("li.opens").Filter(new() { HasText = "Barn15" });

        await page.GotoAsync("/day");
        await place.Locator("summary").ClickAsync();
        await place.GetByRole(AriaRole.Button, new() { Name = "Sjuk" }).ClickAsync();

        await Expect(page.GetByText("Noterat: ")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"#child-{children[15]}$"));
        await Expect(place.Locator("summary")).ToBeFocusedAsync();
        await Expect(place.Locator("summary")).ToBeInViewportAsync();
        await Expect(page.Locator(".counts")).ToBeInViewportAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Ångra" }).ClickAsync();
        await Expect(page.GetByText("är borttagen.")).ToBeVisibleAsync();
        await Expect(place.Locator("summary")).ToBeFocusedAsync();

        // Who is no longer shown leaves the place to the next.
        await page.GotoAsync("/day?show=expected");
        await place.Locator("summary").ClickAsync();
        await place.GetByRole(AriaRole.Button, new() { Name = "Sjuk" }).ClickAsync();
        await Expect(page.Locator($"#child-{children[16]}")).ToBeFocusedAsync();
        await Expect(place).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_longest_name_scrolls_nothing_sideways()
    {
        var (family, _) = await Family();
        await App.Execute(
            "update roster.person set given_name = @Long, family_name = @Long where id = @Child",
            new { Long = new string('W', 45), family.Child }
        );
        await family.Staff.Api.Post("absences/recorded", new { childId = family.Child, day = App.Today }).Created();
        var page = await Window(Device.Phone, family.Staff.Id);
        await page.SetViewportSizeAsync(320, 256);

        await page.GotoAsync("/day");
        await page.Locator("summary").ClickAsync();

        Assert.Equal(320, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        var (words, tag) = (
            await page.Locator("summary .words").BoundingBoxAsync(),
            await page.Locator("summary > .tag").BoundingBoxAsync()
        );
        Assert.True(words!.Y + words.Height <= tag!.Y, "The tag has no line of its own.");
    }

    private async Task<(Family Family, string Name)> Family(bool timetable = false)
    {
        var family = await App.Family(timetable: timetable);
        return (
            family,
            await App.Value<string>("select given_name from roster.person where id = @Child", new { family.Child })
        );
    }
}
