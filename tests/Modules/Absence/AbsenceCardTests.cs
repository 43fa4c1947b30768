using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.Absence;

/// <summary>A child's absences on the start page.</summary>
public sealed class AbsenceCardTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task What_nobody_has_explained_asks_for_it_for_30_days_until_somebody_does()
    {
        var family = await app.Family();
        var (old, recent) = (await Missed(-29), await Missed(-1));
        await app.Execute(
            """
            update absence.absence
            set day = @Today - case id when @old then 31 else 30 end
            where id in (@old, @recent)
            """,
            new
            {
                old,
                recent,
                app.Today,
            }
        );
        var guardian = await app.Pages(family.Guardian.Id);

        var row = Assert.Single(
            (await guardian.Open("/")).QuerySelectorAll("a[href^='/absence/']:not([href*='report']):not(.button)")
        );
        Assert.Equal($"/absence/{recent}", row.GetAttribute("href"));
        Assert.Equal("Svara", row.Closest("li")!.QuerySelector(".tag")!.TextContent.Trim());
        await family
            .Guardian.Api.Post($"absences/{recent}/explanation", new { reason = "ill" })
            .Is(HttpStatusCode.NoContent);

        Assert.Empty((await family.Guardian.Api.GetAsync("start").Json())["children"]![0]!["absences"]!.AsArray());

        Task<Guid> Missed(int days) =>
            family
                .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = app.Today.AddDays(days) })
                .Created();
    }

    [Fact]
    public async Task Ill_today_is_one_tap_on_the_card_said_with_who_was_told_and_undone()
    {
        var family = await app.Family();
        var other = await app.Guardian(family.Child, who: await app.Person("Mika"));
        await app.Execute("update roster.person set given_name = 'Ruta' where id = @Child", new { family.Child });
        await app.Execute("update roster.unit set phone = '08-465 004 03' where id = @Unit", family);
        var guardian = await app.Pages(family.Guardian.Id);
        var page = await guardian.Open("/");
        Assert.Equal("Sjuk i dag – Ruta", OneTap(page));
        Assert.NotNull(page.QuerySelector(Card(family) + " a[href='tel:0846500403']"));

        page = await guardian.Send(Card(family) + " form[action='/absence/report']");

        Assert.Equal("/", guardian.Path);
        Assert.Equal("Ruta är sjuk i dag", page.QuerySelector(Card(family) + " h2")!.TextContent);
        var receipt = page.QuerySelector(Card(family) + " [role=status]")!;
        Assert.Contains("Klart! Ruta är anmäld sjuk i dag. Group", receipt.TextContent);
        Assert.Contains(" och Mika ser det nu.", receipt.TextContent);
        Assert.Equal("Visa – Ruta", page.QuerySelector(Card(family) + " a.button")!.TextContent.Trim());
        Assert.Contains("hela dagen · anmäld av dig nyss", page.QuerySelector(Card(family))!.TextContent);

        page = await guardian.Send(Card(family) + " [role=status] form");
        Assert.Equal("Sjuk i dag – Ruta", OneTap(page));
        Assert.Null(page.QuerySelector(Card(family) + " [role=status]"));
        Assert.Empty((await other.Api.GetAsync("start").Json())["children"]![0]!["absences"]!.AsArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_morning_after_an_illness_it_is_asked_and_answered_with_one_tap(bool still)
    {
        var family = await app.Family();
        await app.Absence(Guid.CreateVersion7(), family.Child, app.Today.AddDays(-1), family.Guardian.Id);
        var guardian = await app.Pages(family.Guardian.Id);
        var page = await guardian.Open("/");
        Assert.EndsWith("fortfarande sjuk?", page.QuerySelector(Card(family) + " h2")!.TextContent);

        page = await guardian.Send(
            Card(family) + (still ? " form[action='/absence/report']" : " form[action$='/well']")
        );

        Assert.Equal("/", guardian.Path);
        Assert.DoesNotContain("fortfarande", page.QuerySelector(Card(family) + " h2")!.TextContent);
        Assert.Equal(
            still ? 1 : 0,
            await app.Value<int>(
                "select count(*)::int from absence.absence where child_id = @Child and day = @Today",
                new { family.Child, app.Today }
            )
        );
    }

    [Fact]
    public async Task An_answer_that_is_asked_for_is_the_first_thing_on_the_card()
    {
        var family = await app.Family();
        var id = await family
            .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = app.Today })
            .Created();

        var page = await (await app.Pages(family.Guardian.Id)).Open("/");

        Assert.EndsWith("har inte kommit i dag", page.QuerySelector(Card(family) + " h2")!.TextContent);
        Assert.Equal($"/absence/{id}", page.QuerySelector(Card(family) + " a.button")!.GetAttribute("href"));
    }

    private static string Card(Family family) => $"#child-{family.Child}";

    private static string? OneTap(AngleSharp.Dom.IDocument page) =>
        page.QuerySelector("form[action='/absence/report'] button")?.TextContent.Trim();
}
