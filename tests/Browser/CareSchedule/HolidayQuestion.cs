using System.Net;
using Kapprum.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser.CareSchedule;

/// <summary>In spring guardians are asked about the summer; most need no care at all then.</summary>
public sealed class HolidayQuestion(Site site, ITestOutputHelper output) : InBrowser(site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_care_at_all_for_two_children_is_three_taps_from_the_start_page(bool script)
    {
        var unit = await App.Unit();
        var group = await App.Group(unit);
        var (yngve, olga) = (await App.Child(group, givenName: "Yngve"), await App.Child(group, givenName: "Olga"));
        var guardian = await App.Guardian(yngve);
        await App.Guardian(olga, who: guardian.Id);
        var starts = App.Today.AddDays(99 - (int)App.Today.DayOfWeek);
        var asked = await (await App.Headteacher(unit))
            .Api.Post(
                "care-questions",
                new
                {
                    name = "Sommar",
                    units = new[] { unit },
                    startsOn = starts,
                    endsOn = starts.AddDays(25),
                    lastDay = App.Today.AddDays(40),
                }
            )
            .Json(HttpStatusCode.Created);
        var page = await Window(Device.Phone, guardian.Id, script: script);
        await page.GotoAsync("/");
        var taps = 0;

        await Tap(page.GetByRole(AriaRole.Link, new() { Name = "Sommar" }));
        await Expect(Send(page)).ToBeInViewportAsync(new() { Ratio = 1 });
        await Tap(page.GetByRole(AriaRole.Radio, new() { Name = "Ingen omsorg alls" }));
        await Tap(Send(page));

        await Expect(page.GetByText("Tack! Svaret är sparat")).ToBeVisibleAsync();
        output.WriteLine($"No care at all for two children: {taps} taps (script: {script})");
        Assert.Equal(3, taps);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sommar" })).ToHaveCountAsync(0);
        var own = await guardian.Api.GetAsync($"me/care-questions/{(Guid)asked["id"]!}").Json();
        Assert.Equal(2, own["children"]!.AsArray().Count);
        Assert.All(
            own["children"]!.AsArray().SelectMany(child => child!["days"]!.AsArray()),
            day => Assert.Equal("none", (string?)day!["care"])
        );

        async Task Tap(ILocator what)
        {
            taps++;
            await what.TapAsync();
        }
    }

    private static ILocator Send(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Skicka svaret" });
}
