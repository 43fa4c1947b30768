using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Kapprum.Kernel;
using Kapprum.Roster.Contacts;
using Kapprum.Support;
using Kapprum.Tests.Accounts;

namespace Kapprum.Tests.Roster;

public sealed class ContactTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_guardian_keeps_the_contact_details_on_a_page()
    {
        var family = await app.Family();
        await InRoster(family.Guardian.Id);
        var guardian = await app.Pages(family.Guardian.Id);

        var page = await guardian.Open("/contact");
        Assert.Equal(["08-100 00 00", "Gamla vägen 1", "111 11", "Ekbacka", "", ""], Values(page));
        await guardian.Send(
            "contact",
            ("Phone", " 070-123  45 67 "),
            ("Street", "Nya gatan 2"),
            ("PostalCode", "222 22"),
            ("City", ""),
            ("EmergencyName", "Mormor Stina"),
            ("EmergencyPhone", "+46 (0)8-123 456")
        );

        Assert.Equal("/contact", guardian.Path);
        Assert.Equal("Kontaktuppgifterna är sparade.", guardian.Toast);
        page = await guardian.Open("/contact");
        Assert.Equal(["070-123 45 67", "Nya gatan 2", "222 22", "", "Mormor Stina", "08-12 34 56"], Values(page));
        var contact = await family.Guardian.Api.GetAsync("me/contact").Json();
        Assert.Equal("+46701234567", (string?)contact["phone"]!["dial"]);
        Assert.Equal("+468123456", (string?)contact["emergency"]!["phone"]!["dial"]);
        Assert.Equal(
            1,
            await app.Value<int>(
                "select count(*) from kernel.audit where action = 'roster.change-contact' and person_id = @Id",
                family.Guardian
            )
        );

        static IEnumerable<string> Values(IHtmlDocument page) =>
            page.QuerySelectorAll<IHtmlInputElement>("main .field input").Select(input => input.Value);
    }

    [Fact]
    public async Task What_a_guardian_keeps_is_no_longer_the_rosters()
    {
        var family = await app.Family();
        await InRoster(family.Guardian.Id);
        Assert.Equal((false, "08-100 00 00"), Told(await family.Guardian.Api.GetAsync("me/contact").Json()));
        await Keep(family.Guardian, phone: "070-123 45 67");

        await app.Execute(
            "update roster.person set phone = '08-200 00 00', street = 'Annan väg 3' where id = @Id",
            family.Guardian
        );

        var contact = await family.Guardian.Api.GetAsync("me/contact").Json();
        Assert.Equal((true, "070-123 45 67"), Told(contact));
        Assert.Null(contact["street"]);

        static (bool, string?) Told(JsonNode contact) =>
            ((bool)contact["kept"]!, (string?)contact["phone"]!["written"]);
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field()
    {
        var family = await app.Family();
        var guardian = await app.Pages(family.Guardian.Id);
        await guardian.Open("/contact");

        await guardian.Send("contact", ("Phone", "ring mig"), ("EmergencyPhone", "08-123 456"));
        Assert.StartsWith("Skriv ett nummer som går att ringa", guardian.Error("phone"), StringComparison.Ordinal);
        Assert.Equal("Skriv vem det är som svarar på numret.", guardian.Error("emergencyName"));
        await guardian.Send("contact", ("Phone", ""), ("EmergencyName", "Mormor"), ("EmergencyPhone", ""));
        Assert.Equal("Skriv ett nummer till nödkontakten.", guardian.Error("emergencyPhone"));
        await family.Guardian.Api.Put("me/contact", new { street = new string('x', 101) }).RefusedField("street");
    }

    [Fact]
    public async Task Of_two_who_change_at_once_the_second_is_told()
    {
        var family = await app.Family();
        var (here, there) = (await app.Pages(family.Guardian.Id), await app.Pages(family.Guardian.Id));
        await here.Open("/contact");
        await there.Open("/contact");
        await here.Send("contact", ("Phone", "070-111 11 11"));

        var page = await there.Send("contact", ("Phone", "070-222 22 22"));

        Assert.StartsWith(
            "Någon annan har ändrat",
            page.QuerySelector("[role=alert]")!.TextContent.Trim(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "+46701111111",
            await app.Value<string>("select phone from roster.contact where person_id = @Id", family.Guardian)
        );
        // What was typed is still there, and counts when it is sent again.
        Assert.Equal("070-222 22 22", page.QuerySelector("[name=Phone]")!.GetAttribute("value"));
        await there.Send("contact");
        Assert.Equal("/contact", there.Path);
        Assert.Equal(
            "+46702222222",
            await app.Value<string>("select phone from roster.contact where person_id = @Id", family.Guardian)
        );
    }

    [Theory]
    [InlineData("070-123 45 67", "+46701234567")]
    [InlineData("0701234567", "+46701234567")]
    [InlineData("08-123 456", "+468123456")]
    [InlineData("0123456", null)]
    [InlineData("+999 1234567", null)]
    [InlineData("+46 70 123 45 67", "+46701234567")]
    [InlineData("+46 (0)70-123 45 67", "+46701234567")]
    [InlineData("0046 (0) 70 123 45 67", "+46701234567")]
    [InlineData("00358 40 123 4567", "+358401234567")]
    [InlineData("(08) 123 456", "+468123456")]
    [InlineData("08/123.456", "+468123456")]
    [InlineData("070–123\u00a045\u00a067", "+46701234567")]
    [InlineData("112", null)]
    [InlineData("70 123 45 67", null)]
    [InlineData("+46 70 123 45 67 89 01 23 45", null)]
    [InlineData("070-123 45 67 (jobbet)", null)]
    [InlineData("+0 701 234 567", null)]
    public void A_number_is_dialled_however_it_is_written(string written, string? dialled) =>
        Assert.Equal(dialled, Phone.Dialled(written));

    [Theory]
    [InlineData("+46701234567", "070-123 45 67")]
    [InlineData("+358401234567", "+358 40 1234567")]
    [InlineData("växeln, 14", "växeln, 14")]
    public void A_number_is_shown_as_people_write_it(string stored, string written) =>
        Assert.Equal(written, Phone.Of(stored)!.Written);

    [Fact]
    public async Task The_groups_staff_and_the_headteacher_see_both_guardians_and_each_guardian_only_the_own_details()
    {
        var family = await app.Family();
        var other = await app.Guardian(family.Child);
        await Keep(family.Guardian, phone: "070-123 45 67", emergency: "Mormor Stina");
        await app.WithPassword(family.Guardian.Id, email: "confirmed@example.org");

        var seen = await Contacts(family.Staff, family.Child);
        Assert.Equal(2, seen.Count);
        var one = seen.Single(item => (Guid)item!["personId"]! == family.Guardian.Id)!;
        Assert.Equal("+46701234567", (string?)one["phone"]!["dial"]);
        Assert.Equal("Mormor Stina", (string?)one["emergency"]!["name"]);
        Assert.Equal("confirmed@example.org", (string?)one["email"]);
        Assert.Equal(2, (await Contacts(await app.Headteacher(family.Unit), family.Child)).Count);

        Assert.Equal(other.Id, (Guid)Assert.Single(await Contacts(other, family.Child))!["personId"]!);
        Assert.Equal(
            2,
            await app.Value<int>(
                "select count(*) from kernel.audit where action = 'roster.read-contacts' and person_id = @Id",
                family.Staff
            )
        );
    }

    [Fact]
    public async Task Staff_of_another_group_of_the_same_unit_see_no_contact_details()
    {
        var family = await app.Family();
        var colleague = await app.Staff(await app.Group(family.Unit));

        await colleague.Api.GetAsync($"children/{family.Child}/contacts").Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Who_is_no_guardian_any_more_is_not_listed()
    {
        var family = await app.Family();
        await app.Guardian(family.Child, ends: app.Today.AddDays(-1));

        Assert.Single(await Contacts(family.Staff, family.Child));
    }

    [Fact]
    public async Task How_a_protected_guardian_is_reached_is_told_only_to_those_with_a_need_and_an_e_identification()
    {
        var family = await app.Family();
        await app.Execute("update roster.person set protection = 'confidential' where id = @Id", family.Guardian);
        await Keep(family.Guardian, phone: "070-987 65 43");

        var hidden = Assert.Single(await Contacts(family.Staff, family.Child))!;
        Assert.Equal((true, true), ((bool)hidden["protected"]!, (bool)hidden["hidden"]!));
        Assert.Null(hidden["phone"]);
        Assert.Null(hidden["email"]);

        var sure = Assert.Single(
            await Contacts(await app.As(family.Staff.Id, Assurance.EIdentification), family.Child)
        )!;
        Assert.Equal("+46709876543", (string?)sure["phone"]!["dial"]);
        Assert.Equal(
            "070-987 65 43",
            (string?)Assert.Single(await Contacts(family.Guardian, family.Child))!["phone"]!["written"]
        );
    }

    [Fact]
    public async Task A_municipality_may_want_an_e_identification_for_all_contact_details()
    {
        var strict = await App.Shared(
            settings: new Dictionary<string, string?> { ["Roster:ContactsWantEIdentification"] = "true" }
        );
        var family = await strict.Family();

        await family
            .Staff.Api.GetAsync($"children/{family.Child}/contacts")
            .Refused(HttpStatusCode.Unauthorized, "step-up-required");
        Assert.Single(await Contacts(await strict.As(family.Staff.Id, Assurance.EIdentification), family.Child));
        Assert.Single(await Contacts(family.Guardian, family.Child));
    }

    [Fact]
    public async Task From_the_day_staff_call_a_guardian_or_the_emergency_contact_and_it_is_in_the_log()
    {
        var family = await app.Family();
        await InRoster(family.Guardian.Id);
        var silent = await app.Guardian(family.Child, who: await app.Person("Tyst", "Person"));
        await family
            .Guardian.Api.Put(
                "me/contact",
                new
                {
                    phone = "070-123 45 67",
                    street = "Nya gatan 2",
                    postalCode = "222 22",
                    city = "Ekbacka",
                    emergencyName = "Mormor Stina",
                    emergencyPhone = "08-123 456",
                }
            )
            .Is(HttpStatusCode.NoContent);
        await app.WithPassword(family.Guardian.Id, email: "anna+skola@example.org");
        var name = await Name(family.Child);
        var staff = await app.Pages(family.Staff.Id);

        var day = await staff.Open("/day");
        var page = await staff.Open(LinkToContacts(day)!);

        Assert.Equal(name, page.QuerySelector("h1")!.TextContent);
        var card = Card(page, await Name(family.Guardian.Id));
        Assert.Equal(
            [
                "tel:+46701234567 Ring 070-123 45 67",
                "mailto:anna%2Bskola@example.org anna+skola@example.org",
                "tel:+468123456 Ring 08-12 34 56",
            ],
            card.QuerySelectorAll("a").Select(link => $"{link.GetAttribute("href")} {link.TextContent.Trim()}")
        );
        Assert.Contains("Nya gatan 2, 222 22 Ekbacka", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("Mormor Stina", card.QuerySelector(".apart")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Inget telefonnummer", Card(page, "Tyst Person").TextContent, StringComparison.Ordinal);
        Assert.Empty(Card(page, "Tyst Person").QuerySelectorAll("a[href^='tel:']"));
        Assert.StartsWith("/day?", page.QuerySelector(".back")!.GetAttribute("href"), StringComparison.Ordinal);
        foreach (var guardian in new[] { family.Guardian, silent })
            Assert.Equal(
                1,
                await app.Value<int>(
                    """
                    select count(*)
                    from kernel.audit
                    where action = 'roster.read-contacts' and person_id = @staff and subject_id = @guardian
                    """,
                    new { staff = family.Staff.Id, guardian = guardian.Id }
                )
            );
    }

    [Fact]
    public async Task Who_may_call_is_offered_it_wherever_a_child_is_shown()
    {
        var family = await app.Family();
        var other = await app.Child(family.Group);
        var absence = await family.ReportIll(app.Today);
        var (staff, colleague) = (
            await app.Pages(family.Staff.Id),
            await app.Pages((await app.Staff(await app.Group(family.Unit))).Id)
        );

        Assert.Equal(2, (await staff.Open("/day")).QuerySelectorAll("a[href*='/contacts']").Length);
        Assert.NotNull(LinkToContacts(await staff.Open($"/day/{other}")));
        Assert.NotNull(LinkToContacts(await staff.Open($"/absence/{absence}")));
        Assert.Null(LinkToContacts(await colleague.Open($"/absence/{absence}")));
        Assert.Null(LinkToContacts(await (await app.Pages(family.Guardian.Id)).Open($"/absence/{absence}")));
    }

    [Fact]
    public async Task Of_a_protected_guardian_the_page_says_that_there_is_one_and_what_it_takes_to_see_more()
    {
        var family = await app.Family(protection: "confidential");
        await app.Execute("update roster.person set protection = 'confidential' where id = @Id", family.Guardian);
        await Keep(family.Guardian, phone: "070-987 65 43", emergency: "Mormor Stina");
        var staff = await app.Pages(family.Staff.Id);

        var page = await staff.Open($"/children/{family.Child}/contacts");

        Assert.Contains("Skyddade", page.QuerySelector(".page-head .tag")!.TextContent, StringComparison.Ordinal);
        var card = Card(page, await Name(family.Guardian.Id));
        Assert.Contains(
            "Logga in med e‑legitimation",
            card.QuerySelector(".note")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Empty(card.QuerySelectorAll("a"));
        Assert.DoesNotContain("987 65 43", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("9876543", page.Body.InnerHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("Stina", page.Body.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_without_guardians_has_a_page_that_says_so_and_a_foreign_child_has_none()
    {
        var family = await app.Family();
        var alone = await app.Child(family.Group, givenName: "Ensam");
        var staff = await app.Pages(family.Staff.Id);

        var page = await staff.Open($"/children/{alone}/contacts?back=//evil.example.org");

        Assert.Equal("Ensam har ingen vårdnadshavare i registret", page.QuerySelector(".empty .title")!.TextContent);
        Assert.Equal("/day", page.QuerySelector(".back")!.GetAttribute("href"));
        await staff.Open($"/children/{(await app.Family()).Child}/contacts", HttpStatusCode.NotFound);
        await (await app.Pages((await app.Staff(await app.Group(family.Unit))).Id)).Open(
            $"/children/{alone}/contacts",
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task Where_an_e_identification_is_wanted_the_page_leads_to_it()
    {
        var strict = await App.Shared(
            settings: new Dictionary<string, string?> { ["Roster:ContactsWantEIdentification"] = "true" }
        );
        var family = await strict.Family();

        var browser = await strict.Pages(family.Staff.Id);
        await browser.Open($"/children/{family.Child}/contacts");

        Assert.Equal($"/step-up?wants=e-identification&to=%2Fchildren%2F{family.Child}%2Fcontacts", browser.Path);
    }

    [Fact]
    public async Task Two_weeks_into_a_term_those_who_have_not_looked_their_details_over_are_reminded()
    {
        await using var other = await App.Start(at: new DateTimeOffset(2027, 1, 25, 18, 0, 0, TimeSpan.FromHours(1)));
        await other.Execute(
            """
            insert into roster.calendar_period (id, kind, name, starts_on, ends_on)
            values (gen_random_uuid(), 'term', 'Vårterminen', '2027-01-11', '2027-06-11')
            """
        );
        var (forgetful, careful) = (await other.Family(), await other.Family());
        await other.WithPassword(forgetful.Guardian.Id, email: "forgetful@example.org");
        await other.WithPassword(careful.Guardian.Id, email: "careful@example.org");
        await Keep(careful.Guardian, phone: "070-123 45 67");

        await other.Daily("SendReminders");
        await other.Drain();

        Assert.Contains(
            "/contact",
            Assert.Single(other.MailsTo("forgetful@example.org")).TextBody,
            StringComparison.Ordinal
        );
        Assert.Empty(other.MailsTo("careful@example.org"));
        other.Clock.Advance(TimeSpan.FromDays(1));
        await other.Daily("SendReminders");
        await other.Drain();
        Assert.Single(other.MailsTo("forgetful@example.org"));
    }

    [Fact]
    public async Task The_details_of_who_has_long_been_no_guardian_are_removed()
    {
        var (now, recent, longAgo) = (await app.Family(), await app.Family(), await app.Family());
        foreach (var family in new[] { now, recent, longAgo })
            await Keep(family.Guardian, phone: "070-123 45 67");
        await Ended(recent, app.Today.AddDays(-90));
        await Ended(longAgo, app.Today.AddDays(-91));

        await app.Purge("contacts");

        Assert.Equal((true, true, false), (await Kept(now), await Kept(recent), await Kept(longAgo)));

        Task Ended(Family family, DateOnly day) =>
            app.Execute(
                "update roster.guardianship set ends_on = @day where guardian_id = @Id",
                new { day, family.Guardian.Id }
            );
        Task<bool> Kept(Family family) =>
            app.Value<bool>("select exists (select from roster.contact where person_id = @Id)", family.Guardian);
    }

    private Task InRoster(Guid person) =>
        app.Execute(
            """
            update roster.person
            set phone = '08-100 00 00', street = 'Gamla vägen 1', postal_code = '111 11', city = 'Ekbacka'
            where id = @person
            """,
            new { person }
        );

    private Task<string> Name(Guid person) =>
        app.Value<string>(
            "select given_name || ' ' || family_name from roster.person where id = @person",
            new { person }
        );

    private static string? LinkToContacts(IHtmlDocument page) =>
        page.QuerySelector("a[href*='/contacts']")?.GetAttribute("href");

    private static IElement Card(IHtmlDocument page, string name) =>
        page.QuerySelectorAll(".cards .card").Single(card => card.QuerySelector("h2")!.TextContent == name);

    private static Task Keep(Actor guardian, string phone, string? emergency = null) =>
        guardian
            .Api.Put(
                "me/contact",
                new
                {
                    phone,
                    emergencyName = emergency,
                    emergencyPhone = emergency is null ? null : "08-123 456",
                }
            )
            .Is(HttpStatusCode.NoContent);

    private static async Task<JsonArray> Contacts(Actor viewer, Guid child) =>
        (await viewer.Api.GetAsync($"children/{child}/contacts").Json())["guardians"]!.AsArray();
}
