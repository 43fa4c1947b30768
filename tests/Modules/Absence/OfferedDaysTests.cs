using System.Net;
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

    [Fact]
    public async Task Of_many_days_four_are_seen_and_of_the_folded_ones_the_chosen()
    {
        var family = await app.Family();
        await (await app.Headteacher(family.Unit))
            .Api.Put($"settings/absence.days-ahead?unit={family.Unit}", new { value = "9" })
            .Is(HttpStatusCode.NoContent);
        var browser = await app.Pages(family.Guardian.Id);

        var page = await browser.Open("/absence/report");
        var folded = page.QuerySelectorAll("details [name=Day]");
        Assert.Equal(4, page.QuerySelectorAll("[name=Day]").Length - folded.Length);
        Assert.NotEmpty(folded);
        Assert.False(folded[0].Closest("details")!.HasAttribute("open"));

        var last = folded[^1].GetAttribute("value")!;
        page = await browser.Send("report", ("Day", last));
        var chosen = page.QuerySelector("[name=Day][checked]")!;
        Assert.Equal(last, chosen.GetAttribute("value"));
        Assert.True(chosen.Closest("details")!.HasAttribute("open"));
    }

    [Fact]
    public async Task A_note_keeps_its_lines_and_is_as_noteas_the_form_says()
    {
        var family = await app.Family();
        var browser = await app.Pages(family.Guardian.Id);
        await browser.Open("/absence/report");
        await browser.Send("report", ("Reason", "Ill"), ("Note", "  Feber i natt.\r\n\r\n\r\nRing   mig. \r\n"));
        var kept = await app.Value<string>(
            "select note from absence.absence where child_id = @Child",
            new { family.Child }
        );
        Assert.Equal("Feber i natt.\n\nRing mig.", kept);

        // A browser counts the end of a line as one and sends two.
        var note = string.Join("\r\n", Enumerable.Repeat(new string('x', 49), 10));
        await browser.Open("/absence/report");
        var page = await browser.Send(
            "report",
            ("Day", $"{app.Today.AddDays(1):yyyy-MM-dd}"),
            ("Reason", "Ill"),
            ("Note", note)
        );
        Assert.Null(page.QuerySelector(".problems"));
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
