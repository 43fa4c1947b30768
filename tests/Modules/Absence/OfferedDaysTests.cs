using AngleSharp.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.Absence;

/// <summary>The report page offers what will be taken, and says why not of the rest.</summary>
public sealed class OfferedDaysTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task Days_and_hours_follow_the_chosen_children_without_script_and_what_was_typed_stays()
    {
        // At 07:00 Natta's night is over, and Tove's day is not.
        var (natta, tove) = (await Child("Natta", "00:00", "06:30"), await Child("Tove", "08:10", "12:40"));
        var guardian = await app.Guardian(natta);
        await app.Guardian(tove, who: guardian.Id);
        var browser = await app.Pages(guardian.Id);
        var page = await browser.Open($"/absence/report?for={tove}");
        Assert.DoesNotContain("slut", Today(page).TextContent);
        Assert.Equal(("08:10", "12:40"), Times(page));

        page = await browser.Send(
            "report",
            ("Children", natta.ToString()),
            ("Reason", "Ill"),
            ("Note", "Feber"),
            ("Look", "true")
        );

        Assert.EndsWith("redan slut i dag", Today(page).TextContent.Trim());
        Assert.True(Today(page).QuerySelector("input")!.HasAttribute("disabled"));
        Assert.Equal(("00:00", "06:30"), Times(page));
        Assert.Null(page.QuerySelector("[role=alert]"));
        Assert.Equal("Ill", page.QuerySelector("[name=Reason][checked]")!.GetAttribute("value"));
        Assert.Equal("Feber", page.QuerySelector("textarea")!.TextContent);
        Assert.Equal(
            $"{app.Today.AddDays(1):yyyy-MM-dd}",
            page.QuerySelector("[name=Day][checked]")!.GetAttribute("value")
        );
        Assert.Equal(
            0,
            await app.Value<int>("select count(*)::int from absence.absence where child_id = @natta", new { natta })
        );
    }

    [Fact]
    public async Task A_day_that_is_reported_is_offered_no_more()
    {
        var family = await app.Family();
        await app.Execute("update roster.person set given_name = 'Harry' where id = @Child", new { family.Child });
        var browser = await app.Pages(family.Guardian.Id);
        await browser.Open("/absence/report");
        await browser.Send("report", ("Reason", "Ill"));

        var page = await browser.Open("/absence/report");

        Assert.Equal("Anmäl frånvaro för Harry", page.QuerySelector("h1")!.TextContent);
        Assert.EndsWith("redan anmäld", Today(page).TextContent.Trim());
        Assert.True(Today(page).QuerySelector("input")!.HasAttribute("disabled"));
    }

    private async Task<Guid> Child(string name, string opens, string closes) =>
        await app.Child(await app.Group(await app.Unit(opens: opens, closes: closes)), givenName: name);

    private IElement Today(IDocument page) =>
        page.QuerySelector($"[name=Day][value='{app.Today:yyyy-MM-dd}']")!.Closest("label")!;

    private static (string?, string?) Times(IDocument page) =>
        (
            page.QuerySelector("[name=From]")!.GetAttribute("value"),
            page.QuerySelector("[name=Until]")!.GetAttribute("value")
        );
}
