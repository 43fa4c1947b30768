using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Absence;

public sealed class AbsenceNoticesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task The_other_guardian_and_the_groups_staff_hear_of_a_report_and_who_made_it_does_not()
    {
        var family = await app.Family();
        var other = await app.Guardian(family.Child);

        var id = await Report(family);
        await app.Drain();

        Assert.Empty(await Bell(family.Guardian));
        foreach (var told in new[] { other, family.Staff })
        {
            var notice = Assert.Single(await Bell(told))!;
            Assert.Equal("absence-reported", (string?)notice["kind"]);
            Assert.EndsWith(" är anmäld frånvarande i dag", (string?)notice["text"]);
            Assert.Equal($"Av {await GivenName(family.Guardian)} · Hela dagen · Sjuk", (string?)notice["detail"]);
            Assert.Equal("nyss", (string?)notice["when"]);
            Assert.Equal($"/absence/{id}", (string?)notice["path"]);
            Assert.Equal(family.Child, (Guid)notice["childId"]!);
            Assert.False((bool)notice["read"]!);
        }
    }

    [Fact]
    public async Task Staff_of_another_group_in_the_unit_and_the_headteacher_hear_nothing()
    {
        var family = await app.Family();
        var nextDoor = await app.Staff(await app.Group(family.Unit));
        var head = await app.Headteacher(family.Unit);

        await Report(family);
        await app.Drain();

        Assert.Empty(await Bell(nextDoor));
        Assert.Empty(await Bell(head));
    }

    [Fact]
    public async Task A_change_comes_again_each_time_and_is_one_notice()
    {
        var family = await app.Family();
        var id = await Report(family, daysAhead: 1);
        for (var times = 0; times < 2; times++)
        {
            await family
                .Guardian.Api.Put(
                    $"absences/{id}",
                    new
                    {
                        reason = "medical",
                        from = "10:00",
                        until = "11:30",
                    }
                )
                .Is(HttpStatusCode.NoContent);
            await app.Drain();
            var changed = Assert.Single(
                await Bell(family.Staff),
                notice => (string?)notice!["kind"] == "absence-changed"
            )!;
            Assert.False((bool)changed["read"]!);
            Assert.EndsWith(" · Kl. 10.00–11.30 · Läkare", (string?)changed["detail"]);
            await family.Staff.Api.PutAsync($"notifications/{changed["id"]}/read", null).Is(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task What_is_withdrawn_no_longer_holds_in_the_earlier_notices()
    {
        var family = await app.Family();
        var id = await Report(family, daysAhead: 1);
        await app.Drain();

        await family.Guardian.Api.DeleteAsync($"absences/{id}").Is(HttpStatusCode.NoContent);
        await app.Drain();

        var notices = await Bell(family.Staff);
        Assert.Equal(["absence-withdrawn", "absence-reported"], notices.Select(notice => (string?)notice!["kind"]));
        // It is marked, and is no news any more: whoever hears that it was taken back need not hear that it was made.
        Assert.Equal(
            [(false, false), (true, true)],
            notices.Select(notice => ((bool)notice!["over"]!, (bool)notice["read"]!))
        );
        Assert.Equal(1, (int)(await family.Staff.Api.GetAsync("notifications/unread").Json())["total"]!);
        var page = await (await app.Pages(family.Staff.Id)).Open("/notifications");
        Assert.Single(page.QuerySelectorAll(".row.past"));
        Assert.EndsWith(" väntas som vanligt i morgon", (string?)notices[0]!["text"]);
        Assert.Empty(await Bell(family.Guardian));
    }

    [Fact]
    public async Task Both_guardians_hear_of_what_staff_record_and_of_its_explanation()
    {
        var family = await app.Family(timetable: true);
        var other = await app.Guardian(family.Child);

        var id = await family
            .Staff.Api.Post(
                "absences/recorded",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    kind = "late-arrival",
                    until = "08:25",
                }
            )
            .Created();
        await app.Drain();
        foreach (var guardian in new[] { family.Guardian, other })
        {
            var notice = Assert.Single(await Bell(guardian))!;
            Assert.Equal("absence-recorded", (string?)notice["kind"]);
            Assert.EndsWith(" kom kl. 8.25 i dag. Vill du berätta varför?", (string?)notice["text"]);
            Assert.Equal($"Av {await GivenName(family.Staff)} · Kom kl. 8.25", (string?)notice["detail"]);
        }

        await other.Api.Post($"absences/{id}/explanation", new { reason = "other" }).Is(HttpStatusCode.NoContent);
        await app.Drain();
        Assert.Equal(
            ["absence-explained", "absence-recorded"],
            (await Bell(family.Guardian)).Select(notice => (string?)notice!["kind"])
        );
        Assert.Equal(["absence-recorded"], (await Bell(other)).Select(notice => (string?)notice!["kind"]));
        Assert.Empty(await Bell(family.Staff));
    }

    [Fact]
    public async Task An_unexplained_absence_also_comes_by_mail_with_a_link_to_explain_it()
    {
        var (family, address) = await FamilyWithMail("Ella");

        var id = await family
            .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = app.Today })
            .Created();
        await app.Drain();

        var mail = Assert.Single(app.MailsTo(address));
        Assert.Equal("Ditt barn har inte kommit i dag", mail.Subject);
        Assert.Contains("Ella har inte kommit till Blåbäret i dag, tisdag 24 november. Är Ella sjuk?", mail.TextBody);
        Assert.Contains("eller ring Blåbäret på 08-465 004 03.", mail.TextBody);
        Assert.Contains("Har du lämnat Ella i dag: hör av dig genast.", mail.TextBody);
        Assert.Contains($"Noterat av {await GivenName(family.Staff)}.", mail.TextBody);
        Assert.Contains($"Svara:\nhttp://localhost:5080/absence/{id}\n", mail.TextBody!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_mail_never_names_a_protected_child()
    {
        var (family, address) = await FamilyWithMail("Kanariefågel", protection: "protected-registration");

        await family.Staff.Api.Post("absences/recorded", new { childId = family.Child, day = app.Today }).Created();
        await app.Drain();

        var mail = Assert.Single(app.MailsTo(address));
        Assert.Contains("Ditt barn har inte kommit i dag, tisdag 24 november. Är ditt barn sjuk?", mail.TextBody);
        Assert.Contains("Noterat av personalen.", mail.TextBody);
        var all = app.AllOfMailTo(address);
        foreach (var withheld in new[] { "Kanariefågel", "Blåbäret", "08-465", await GivenName(family.Staff) })
            Assert.DoesNotContain(withheld, all);
    }

    [Fact]
    public async Task Nobody_is_mailed_about_what_has_been_explained_before_the_mail_went()
    {
        // In the shared application another test might let the mail go before.
        await using var own = await App.Start();
        var (family, address) = await FamilyWithMail("Ella", of: own);

        var id = await family
            .Staff.Api.Post("absences/recorded", new { childId = family.Child, day = own.Today })
            .Created();
        await own.Services.GetRequiredService<OutboxRelay>().Drain();
        await family.Staff.Api.Post($"absences/{id}/explanation", new { reason = "ill" }).Is(HttpStatusCode.NoContent);
        await own.Drain();

        Assert.Empty(own.MailsTo(address));
        Assert.Equal(
            "not-wanted",
            await own.Value<string>(
                "select last_error from kernel.mail where kind = 'notice' and recipient_id = @Id",
                new { family.Guardian.Id }
            )
        );
    }

    [Fact]
    public async Task Whose_own_identity_is_protected_is_named_to_nobody()
    {
        var family = await app.Family();
        var hidden = await app.Guardian(
            family.Child,
            who: await app.Person("Kanariefågel", protection: "protected-registration")
        );

        await Report(family with { Guardian = hidden });
        await app.Drain();

        foreach (var told in new[] { family.Guardian, family.Staff })
            Assert.Equal(
                "Av en vårdnadshavare · Hela dagen · Sjuk",
                (string?)Assert.Single(await Bell(told))!["detail"]
            );
    }

    [Fact]
    public async Task Words_follow_the_readers_language()
    {
        var family = await app.Family();
        await Report(family);
        await app.Drain();

        family.Staff.Api.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        var notice = Assert.Single(await Bell(family.Staff))!;
        Assert.EndsWith(" is reported absent today", (string?)notice["text"]);
        Assert.Equal(
            ($"By {await GivenName(family.Guardian)} · The whole day · Ill", "just now"),
            ((string?)notice["detail"], (string?)notice["when"])
        );
    }

    private Task<Guid> Report(Family family, int daysAhead = 0) =>
        family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today.AddDays(daysAhead),
                    reason = "ill",
                }
            )
            .Created();

    private Task<string> GivenName(Actor actor) =>
        app.Value<string>("select given_name from roster.person where id = @Id", new { actor.Id });

    private static async Task<JsonArray> Bell(Actor actor) =>
        (await actor.Api.GetAsync("notifications").Json())["items"]!.AsArray();

    private async Task<(Family Family, string Address)> FamilyWithMail(
        string givenName,
        string protection = "none",
        App? of = null
    )
    {
        var town = of ?? app;
        var unit = await town.Unit();
        await town.Execute("update roster.unit set phone = '08-465 004 03' where id = @unit", new { unit });
        var group = await town.Group(unit, name: "Blåbäret");
        var child = await town.Child(group, givenName: givenName, protection: protection);
        var family = new Family(child, await town.Guardian(child), await town.Staff(group), group, default);
        var address = $"{family.Guardian.Id:N}@example.org";
        await town.Execute(
            "update accounts.account set email = @address, email_key = @address where person_id = @Id",
            new { address, family.Guardian.Id }
        );
        return (family, address);
    }
}
