using Kapprum.Support;

namespace Kapprum.Tests.Web;

public sealed class RefusedFormTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task It_stands_at_an_address_of_its_own_for_whoever_has_sent_it_and_for_half_an_hour()
    {
        await using var app = await App.Start();
        var (family, other) = (await app.Family(), await app.Family());
        var browser = await app.Pages(family.Guardian.Id);
        await browser.Open("/contact");

        var page = await browser.Send("contact", ("Phone", "sjuttio"), ("Street", "Rönnbärsgatan 7"));

        Assert.NotNull(browser.Error("phone"));
        Assert.StartsWith("Fel: ", page.Title, StringComparison.Ordinal);
        Assert.StartsWith("/contact?refused=", browser.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("sjuttio", browser.Path, StringComparison.Ordinal);
        var at = browser.Path;
        page = await browser.Open(at);
        Assert.Equal("sjuttio", page.QuerySelector("[name=Phone]")!.GetAttribute("value"));

        page = await (await app.Pages(other.Guardian.Id)).Open(at);
        Assert.NotEqual("sjuttio", page.QuerySelector("[name=Phone]")!.GetAttribute("value"));
        Assert.DoesNotContain("Fel: ", page.Title, StringComparison.Ordinal);

        // Nothing of it can be read in the database, which does not have the address.
        var stored = await app.Value<byte[]>(
            """
            select content from kernel.refused_page
            where position(decode(substr(@at, 18), 'hex') in place) = 0
            """,
            new { at }
        );
        Assert.Equal(-1, stored!.AsSpan().IndexOf("sjuttio"u8));

        app.Clock.Advance(TimeSpan.FromMinutes(31));
        page = await browser.Open(at);
        Assert.NotEqual("sjuttio", page.QuerySelector("[name=Phone]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Corrected_it_is_sent_to_its_page()
    {
        var browser = await app.Pages((await app.Family()).Guardian.Id);
        await browser.Open("/contact");
        await browser.Send("contact", ("Phone", "sjuttio"));
        await browser.Send("contact", ("Phone", "sjuttioett"));

        await browser.Send("contact", ("Phone", "070-174 06 58"));

        Assert.Equal("/contact", browser.Path);
        Assert.NotNull(browser.Toast);
    }

    /// <summary>It would be taken for one that was left empty, and part of a day for all of it.</summary>
    [Fact]
    public async Task What_cannot_be_read_is_not_sent()
    {
        var family = await app.Family();
        var browser = await app.Pages(family.Guardian.Id);
        var page = await browser.Open("/absence/report");
        var day = page.QuerySelector("[name=Day]")!.GetAttribute("value")!;

        page = await browser.Send(
            "report",
            ("Children", family.Child.ToString()),
            ("Day", day),
            ("Reason", "Ill"),
            ("Part", "part"),
            ("From", "halv tio"),
            ("Until", "11:00")
        );

        Assert.NotNull(browser.Error("from"));
        Assert.Equal("halv tio", page.QuerySelector("[name=From]")!.GetAttribute("value"));
        Assert.True(page.QuerySelector("[name=Part][value=part]")!.HasAttribute("checked"));
        Assert.Equal(
            0,
            await app.Value<int>(
                "select count(*)::int from absence.absence where child_id = @Child",
                new { family.Child }
            )
        );
    }
}
