using System.Net;
using AngleSharp.Dom;
using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Settings;

/// <summary>The municipality has a name, an office to ask and a colour; a unit has a telephone.</summary>
public sealed class MunicipalityTests : IAsyncLifetime
{
    private App app = null!;
    private Actor admin = null!;

    public async Task InitializeAsync()
    {
        app = await App.Start();
        admin = await app.Administrator();
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Its_name_and_its_office_stand_where_one_logs_in()
    {
        Assert.Null((await Page()).QuerySelector(".municipality, .whom-to-ask"));

        await Decide("name", "Ekbacka kommun");
        await Decide("phone", "08-465 00 00");
        await Decide("email", "skolkontoret@ekbacka.example.org");

        var page = await Page();
        Assert.Equal("Ekbacka kommun", page.QuerySelector(".municipality")!.TextContent);
        Assert.Equal(
            ["tel:08-4650000", "mailto:skolkontoret@ekbacka.example.org"],
            page.QuerySelectorAll(".whom-to-ask a").Select(link => link.GetAttribute("href"))
        );

        async Task<AngleSharp.Html.Dom.IHtmlDocument> Page() => await (await app.Pages()).Open("/log-in");
    }

    [Fact]
    public async Task The_mail_to_activate_an_account_comes_from_it_and_says_about_which_unit_unless_protected()
    {
        await Decide("name", "Ekbacka kommun");
        await Decide("phone", "08-465 00 00");
        var unit = await app.Unit(name: "Förskolan Blåbäret");
        var seen = await Guardian(await app.Child(await app.Group(unit)), "seen@example.org");
        var hidden = await Guardian(
            await app.Child(await app.Group(unit), protection: "confidential"),
            "hidden@example.org"
        );

        await app.Daily("SyncAccounts");
        await app.Drain();

        var (mail, other) = (app.MailsTo(seen)[^1], app.MailsTo(hidden)[^1]);
        Assert.Equal("Ekbacka kommun", mail.From.Mailboxes.Single().Name);
        Assert.All(
            ["Ekbacka kommun", "Förskolan Blåbäret", "08-465 00 00"],
            word => Assert.Contains(word, mail.TextBody, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("Blåbäret", other.TextBody, StringComparison.Ordinal);

        async Task<string> Guardian(Guid child, string email)
        {
            await app.Execute(
                """
                insert into roster.guardianship (child_id, guardian_id, kind, starts_on)
                values (@child, @guardian, 'custodian', '2020-01-01')
                """,
                new { child, guardian = await app.Person(email: email) }
            );
            return email;
        }
    }

    [Fact]
    public async Task Its_name_is_in_the_manifest_and_its_colour_in_a_stylesheet()
    {
        var browser = app.Nobody();
        Assert.Equal("Kapprum", (string?)(await browser.GetAsync("/app.webmanifest").Json())["name"]);

        await Decide("name", "Ekbacka kommun");
        await Decide("accent", "#0e5746");

        Assert.Equal("Kapprum – Ekbacka kommun", (string?)(await browser.GetAsync("/app.webmanifest").Json())["name"]);
        var page = await (await app.Pages()).Open("/log-in");
        var style = page.QuerySelector("link[href^='/municipality.css']")!.GetAttribute("href")!;
        Assert.Contains("light-dark(#0e5746,", await browser.GetStringAsync(style), StringComparison.Ordinal);
        await browser.GetAsync("/municipality.css?accent=ffdd00").Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("accent", "#0e5746", null)]
    [InlineData("accent", "#767676", "settings/no-colour")]
    [InlineData("accent", "#ffdd00", "settings/no-colour")]
    [InlineData("accent", "green", "settings/no-colour")]
    [InlineData("email", "skolkontoret", "settings/no-email")]
    [InlineData("phone", "ring oss", "settings/no-phone")]
    public async Task What_cannot_be_read_or_reached_is_refused_at_its_field(string what, string value, string? code)
    {
        var answer = admin.Api.Put($"settings/municipality.{what}", new { value });
        if (code is null)
            await answer.Is(HttpStatusCode.NoContent);
        else
            await answer.RefusedField("value", code);
    }

    [Fact]
    public async Task A_colour_that_cannot_be_read_stops_the_start()
    {
        var stopped = await Assert.ThrowsAsync<OperatorError>(() =>
            App.Start(settings: new Dictionary<string, string?> { ["Municipality:Accent"] = "#ffdd00" })
        );

        Assert.Contains("Municipality:Accent", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_is_rung_at_its_own_number_else_at_the_rosters()
    {
        var (own, ofRoster, none) = (await app.Unit(), await app.Unit(), await app.Unit());
        await app.Execute(
            "update roster.unit set phone = '+468123456' where id = any(@Units)",
            new { Units = new[] { own, ofRoster } }
        );
        await (await app.Headteacher(own))
            .Api.Put($"settings/unit.phone?unit={own}", new { value = "08-465 004 03" })
            .Is(HttpStatusCode.NoContent);

        await using var scope = app.Services.CreateAsyncScope();
        var phones = await scope.ServiceProvider.GetRequiredService<IUnitPhones>().Of([own, ofRoster, none], default);

        Assert.Equal([own, ofRoster], phones.Keys);
        Assert.Equal("08-465 004 03", phones[own]);
        Assert.StartsWith("08-12", phones[ofRoster], StringComparison.Ordinal);
        var page = await (await app.Pages(admin.Id)).Open($"/units/{own}");
        Assert.Equal("tel:08-465 004 03", page.QuerySelector("a[href^='tel:']")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Where_a_unit_decides_its_number_stands_the_rosters_with_its_source()
    {
        var (ofRoster, none) = (await app.Unit(), await app.Unit());
        await app.Execute("update roster.unit set phone = '+468123456' where id = @ofRoster", new { ofRoster });
        var pages = await app.Pages(admin.Id);

        var item = await Phone(ofRoster);
        Assert.Equal(("", "default"), ((string?)item["value"], (string?)item["source"]));
        var number = (string)item["elsewhere"]!;
        Assert.StartsWith("08-12", number, StringComparison.Ordinal);
        foreach (var path in (string[])[$"/settings/unit.phone?unit={ofRoster}", $"/settings?unit={ofRoster}"])
            Assert.Contains(
                number,
                (await pages.Open(path)).QuerySelector("main")!.TextContent,
                StringComparison.Ordinal
            );
        Assert.Null((string?)(await Phone(none))["elsewhere"]);

        async Task<System.Text.Json.Nodes.JsonNode> Phone(Guid unit) =>
            (await admin.Api.GetAsync($"settings?unit={unit}").Json())["items"]!
                .AsArray()
                .Single(one => (string?)one!["key"] == "unit.phone")!;
    }

    private Task Decide(string what, string value) =>
        admin.Api.Put($"settings/municipality.{what}", new { value }).Is(HttpStatusCode.NoContent);
}
