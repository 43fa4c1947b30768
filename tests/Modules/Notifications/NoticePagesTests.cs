using System.Net;
using AngleSharp.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.Notifications;

public sealed class NoticePagesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task The_bell_leads_to_the_thing_itself_and_what_was_opened_is_read()
    {
        var (family, other, id) = await Reported();
        var browser = await app.Pages(other.Id);

        var page = await browser.Open("/notifications");
        Assert.Equal("1", page.QuerySelector("[data-unread]")!.TextContent);
        var row = Assert.Single(page.QuerySelectorAll(".rows .row"));
        Assert.Contains("är anmäld frånvarande i morgon", row.TextContent);
        Assert.Contains("nyss · Av ", row.TextContent);
        Assert.Contains("Ny", row.QuerySelector(".tag")!.TextContent);

        await browser.Open(row.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Equal($"/absence/{id}", browser.Path);

        page = await browser.Open("/notifications");
        Assert.Null(page.QuerySelector(".rows .tag"));
        Assert.True(page.QuerySelector("[data-unread]")!.HasAttribute("hidden"));
        await browser.Open("/notifications?unread=abc");
        Assert.Contains(
            "Du har läst allt",
            (await browser.Open("/notifications?unread=true")).QuerySelector(".empty")!.TextContent
        );
    }

    [Fact]
    public async Task All_are_marked_as_read_but_what_has_come_since_the_page_was_shown()
    {
        var (family, other, id) = await Reported();
        var browser = await app.Pages(other.Id);
        await browser.Open("/notifications");
        await app.Execute(
            """
            insert into notifications.notice (id, person_id, kind, about_id, child_id, created_at)
            select @Later, person_id, 'absence-changed', about_id, child_id, created_at + interval '1 second'
            from notifications.notice where person_id = @Id
            """,
            new { Later = Guid.CreateVersion7(), other.Id }
        );

        var page = await browser.Send("seen");

        Assert.Equal("Allt är markerat som läst.", browser.Toast);
        Assert.Single(page.QuerySelectorAll(".rows .tag"));
        Assert.Equal("1", page.QuerySelector("[data-unread]")!.TextContent);
    }

    [Fact]
    public async Task The_child_that_was_chosen_holds_for_the_bell_too()
    {
        var (family, other, _) = await Reported();
        var sibling = await app.Child(family.Group, givenName: "Syskon");
        await app.Guardian(sibling, who: other.Id);
        await family.Staff.Api.Post("absences/recorded", new { childId = sibling, day = app.Today }).Created();
        await app.Drain();
        var browser = await app.Pages(other.Id);

        Assert.Equal(2, (await browser.Open("/notifications")).QuerySelectorAll(".rows .row").Length);
        var page = await browser.Open($"/notifications?child={sibling}");
        Assert.Contains("Syskon har inte kommit till", Assert.Single(page.QuerySelectorAll(".rows .row")).TextContent);

        await browser.Send("seen");
        Assert.Single((await browser.Open("/notifications?child=all")).QuerySelectorAll(".rows .tag"));
    }

    [Fact]
    public async Task A_bell_with_nothing_says_so_kindly()
    {
        var browser = await app.Pages((await app.Family()).Guardian.Id, language: "en");

        var page = await browser.Open("/notifications");

        Assert.Contains("All is quiet here", page.QuerySelector(".empty")!.TextContent);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task What_comes_by_mail_is_chosen_on_a_page()
    {
        var guardian = (await app.Family()).Guardian;
        var browser = await app.Pages(guardian.Id);
        var page = await browser.Open("/notifications/settings");
        Assert.Contains("absence-unexplained", Chosen(page));
        Assert.DoesNotContain("absence-reported", Chosen(page));

        page = await browser.Send("settings", ("Kinds", "absence-reported"), ("Kinds", "absence-withdrawn"));
        Assert.Equal("Ditt val är sparat.", browser.Toast);
        Assert.Equal(["absence-reported", "absence-withdrawn"], Chosen(page));

        await app.Execute("update notifications.setting set email = 'none' where person_id = @Id", new { guardian.Id });
        page = await browser.Open("/notifications/settings");
        Assert.Empty(Chosen(page));
        page = await browser.Send("settings");
        Assert.Empty(Chosen(page));

        static IEnumerable<string?> Chosen(IDocument page) =>
            page.QuerySelectorAll("input[name=Kinds][checked]").Select(input => input.GetAttribute("value"));
    }

    [Fact]
    public async Task A_notice_of_somebody_elses_is_not_there()
    {
        var (family, other, _) = await Reported();
        var notice = await app.Value<Guid>(
            "select id from notifications.notice where person_id = @Id",
            new { other.Id }
        );

        await (await app.Pages(family.Guardian.Id)).Open($"/notifications/{notice}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_notice_that_this_host_has_no_word_for_leads_to_the_bell()
    {
        var (_, other, _) = await Reported();
        var notice = await app.Value<Guid>(
            "update notifications.notice set kind = 'gone' where person_id = @Id returning id",
            new { other.Id }
        );
        var browser = await app.Pages(other.Id);

        var page = await browser.Open($"/notifications/{notice}");

        Assert.Equal("/notifications", browser.Path);
        Assert.True(page.QuerySelector("[data-unread]")!.HasAttribute("hidden"));
    }

    private async Task<(Family Family, Actor Other, Guid Absence)> Reported()
    {
        var family = await app.Family();
        var other = await app.Guardian(family.Child);
        var id = await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today.AddDays(1),
                    reason = "ill",
                }
            )
            .Created();
        await app.Drain();
        return (family, other, id);
    }
}
