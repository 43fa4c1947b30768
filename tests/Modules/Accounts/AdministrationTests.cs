using System.Net;
using Kapprum.Accounts.Administration;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

public sealed class AdministrationTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task The_first_administrator_comes_from_the_command_line()
    {
        var email = $"{Somebodies.Fresh("admin")}@example.org";
        var path = await app.Send(new CreateAdministrator(email));
        await app.Nobody()
            .Post("activation", new { token = path["/activate?token=".Length..], password = "tolv randiga mössor" })
            .Is(HttpStatusCode.OK);

        var browser = app.Browser();
        await browser.LogIn(email, "tolv randiga mössor").Is(HttpStatusCode.NoContent);

        var me = await browser.GetAsync("me").Json();
        Assert.Equal(["administrator"], me["roles"]!.AsArray().Select(role => (string)role!));
        Assert.Null(me["personId"]);
    }

    [Theory]
    [InlineData(null, "sv")]
    [InlineData("en", "en")]
    public async Task Whatever_the_browser_speaks_an_administrator_is_spoken_to_in_swedish_unless_asked(
        string? asked,
        string spoken
    )
    {
        var email = $"{Somebodies.Fresh("admin")}@example.org";
        var path = await app.Send(new CreateAdministrator(email, asked));
        var api = app.Nobody();
        api.DefaultRequestHeaders.Add("Accept-Language", "en");
        await api.Post(
                "activation",
                new { token = path["/activate?token=".Length..], password = "tolv randiga mössor" }
            )
            .Is(HttpStatusCode.OK);

        Assert.Equal(
            spoken,
            await app.Value<string>("select language from accounts.account where email_key = @email", new { email })
        );
    }

    [Fact]
    public async Task Said_again_it_gives_the_same_administrator_a_new_link()
    {
        var email = $"{Somebodies.Fresh("admin")}@example.org";
        var first = await app.Send(new CreateAdministrator(email));
        var second = await app.Send(new CreateAdministrator(email.ToUpperInvariant()));

        await app.Nobody()
            .GetAsync($"link{first["/activate".Length..]}")
            .Refused(HttpStatusCode.Gone, "accounts/link-replaced");
        await app.Nobody()
            .Post("activation", new { token = second["/activate?token=".Length..], password = "tolv randiga mössor" })
            .Is(HttpStatusCode.OK);
        Assert.StartsWith(
            "/new-password?token=",
            await app.Send(new CreateAdministrator(email)),
            StringComparison.Ordinal
        );
        Assert.Equal(
            1,
            await app.Value<int>("select count(*) from accounts.account where email_key = @email", new { email })
        );
    }

    [Fact]
    public async Task An_administrator_who_leaves_is_out_at_once_and_comes_back_only_with_a_new_password()
    {
        var email = $"{Somebodies.Fresh("admin")}@example.org";
        var path = await app.Send(new CreateAdministrator(email));
        await app.Nobody()
            .Post("activation", new { token = path["/activate?token=".Length..], password = "tolv randiga mössor" })
            .Is(HttpStatusCode.OK);
        var browser = app.Browser();
        await browser.LogIn(email, "tolv randiga mössor").Is(HttpStatusCode.NoContent);
        await browser.GetAsync("me").Is(HttpStatusCode.OK);
        var refreshToken = (string)(await app.Nobody().Tokens(email, "tolv randiga mössor").Json())["refreshToken"]!;

        await app.Send(new EndAdministrator(email.ToUpperInvariant()));

        await browser.GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await app.Nobody()
            .Post("tokens/refresh", new { refreshToken })
            .Refused(HttpStatusCode.Unauthorized, "accounts/refresh-token-not-good");
        await app.Browser()
            .LogIn(email, "tolv randiga mössor")
            .Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        await app.AskForLink(email);
        Assert.Empty(app.MailsTo(email));
        Assert.Equal(
            "accounts/no-such-administrator",
            (await Assert.ThrowsAsync<Kapprum.Kernel.Refusal>(() => app.Send(new EndAdministrator(email)))).Code
        );
        Assert.Equal(
            1,
            await app.Value<int>(
                """
                select count(*)
                from kernel.audit
                where action = 'account.end-administrator'
                  and subject_id = (select id from accounts.account where email_key = @email)
                """,
                new { email }
            )
        );

        var back = await app.Send(new CreateAdministrator(email));
        await app.Browser()
            .LogIn(email, "tolv randiga mössor")
            .Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        await app.Nobody()
            .Post("password", new { token = back["/new-password?token=".Length..], password = "elva prickiga vantar" })
            .Is(HttpStatusCode.OK);
        await app.Browser().LogIn(email, "elva prickiga vantar").Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_administrator_who_is_a_guardian_too_stays_one()
    {
        var anna = await app.Guardian();
        await app.Execute("update accounts.account set administrator = true where id = @Account", anna);
        var before = app.Browser();
        await before.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await before.GetAsync("audit/actions").Is(HttpStatusCode.OK);

        await app.Send(new EndAdministrator(anna.Email));

        await before.GetAsync("me").Is(HttpStatusCode.Unauthorized);
        var after = app.Browser();
        await after.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        Assert.Equal(
            ["guardian"],
            (await after.GetAsync("me").Json())["roles"]!.AsArray().Select(role => (string)role!)
        );
    }

    [Fact]
    public async Task The_demo_opens_accounts_with_a_known_password()
    {
        var family = await app.Family();
        var name = Somebodies.Fresh("Demo");

        await app.Send(
            new OpenDemoAccounts(
                new(Somebodies.Password),
                [new(family.Guardian.Id, name), new(Guid.CreateVersion7(), "nobody")]
            )
        );

        await app.Browser().LogIn(name).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_administrator_sees_how_it_stands_and_ends_sessions()
    {
        var administrator = await app.Administrator();
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await browser.GetAsync("me").Is(HttpStatusCode.OK);

        var account = await administrator.Api.GetAsync($"people/{anna.Person}/account").Json();
        Assert.Equal((anna.UserName, false), ((string)account["userName"]!, (bool)account["locked"]!));
        Assert.True((int)account["sessions"]! > 0);
        await administrator.Api.DeleteAsync($"people/{anna.Person}/account/sessions").Is(HttpStatusCode.NoContent);

        await browser.GetAsync("me").Is(HttpStatusCode.Unauthorized);
        Assert.Equal(0, (int)(await administrator.Api.GetAsync($"people/{anna.Person}/account").Json())["sessions"]!);
        Assert.Equal(
            1,
            await app.Value<int>(
                "select count(*) from kernel.audit where action = 'session.end-all' and on_behalf_of = @Person",
                anna
            )
        );
    }

    [Fact]
    public async Task A_headteacher_sends_the_activation_mail_again_to_the_units_own_people_only()
    {
        var unit = await app.Unit();
        var group = await app.Group(unit);
        var head = await app.Headteacher(unit);
        var elsewhere = await app.Headteacher(await app.Unit());
        var teacher = await app.Staff(group);
        var bo = await app.Invited();
        await app.Execute(
            """
            insert into roster.guardianship (child_id, guardian_id, kind, starts_on)
            values (@child, @Person, 'custodian', '2020-01-01')
            """,
            new { child = await app.Child(group), bo.Person }
        );

        await head.Api.Post($"people/{bo.Person}/account/activation-mail", new { }).Is(HttpStatusCode.Accepted);
        await elsewhere
            .Api.Post($"people/{bo.Person}/account/activation-mail", new { })
            .Refused(HttpStatusCode.NotFound, "not-found");
        await head.Api.GetAsync($"people/{teacher.Id}/account").Is(HttpStatusCode.OK);
        await head
            .Api.Post($"people/{teacher.Id}/account/activation-mail", new { })
            .Refused(HttpStatusCode.Conflict, "accounts/account-activated");
        await head
            .Api.DeleteAsync($"people/{bo.Person}/account/sessions")
            .Refused(HttpStatusCode.Forbidden, "not-allowed");
        await teacher.Api.GetAsync($"people/{bo.Person}/account").Refused(HttpStatusCode.Forbidden, "not-allowed");

        await app.Drain();
        Assert.Single(app.MailsTo(bo.Email));
    }

    [Fact]
    public async Task A_headteacher_reaches_only_what_is_led_whatever_duty_there_is_elsewhere()
    {
        var (led, other) = (await app.Unit(), await app.Unit());
        var head = await app.Headteacher(led);
        var elsewhere = await app.Group(other);
        await app.Staff(elsewhere, who: head.Id);
        var (parent, colleague) = (await app.Guardian(await app.Child(elsewhere)), await app.Staff(elsewhere));
        var groupless = await app.Person(born: new DateOnly(2022, 3, 1));
        await app.Execute(
            """
            insert into roster.placement (id, child_id, unit_id, kind, starts_on)
            values (@id, @groupless, @led, 'preschool', '2020-01-01')
            """,
            new
            {
                id = Guid.CreateVersion7(),
                groupless,
                led,
            }
        );
        var guardian = await app.Guardian(groupless);
        var cook = await app.Person();
        await app.Execute(
            """
            insert into roster.duty (id, person_id, unit_id, role, leads, starts_on)
            values (@id, @cook, @led, 'Kock', false, '2020-01-01')
            """,
            new
            {
                id = Guid.CreateVersion7(),
                cook,
                led,
            }
        );
        await app.As(cook);

        await head.Api.GetAsync($"people/{parent.Id}/account").Refused(HttpStatusCode.NotFound, "not-found");
        await head.Api.GetAsync($"people/{colleague.Id}/account").Refused(HttpStatusCode.NotFound, "not-found");
        await head.Api.GetAsync($"people/{guardian.Id}/account").Is(HttpStatusCode.OK);
        await head.Api.GetAsync($"people/{cook}/account").Is(HttpStatusCode.OK);
        await app.Execute(
            "update roster.placement set ends_on = @Yesterday where child_id = @groupless",
            new { groupless, Yesterday = app.Today.AddDays(-1) }
        );
        await head.Api.GetAsync($"people/{guardian.Id}/account").Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Too_many_invitations_are_refused_and_the_last_link_goes_on_working()
    {
        var administrator = await app.Administrator();
        var bo = await app.Invited();
        for (var i = 0; i < 5; i++)
            await Invite().Is(HttpStatusCode.Accepted);
        await app.Drain();
        var link = app.TokenTo(bo.Email);

        await Invite().Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
        await app.Drain();

        await app.Nobody().GetAsync($"link?token={link}").Is(HttpStatusCode.OK);

        Task<HttpResponseMessage> Invite() =>
            administrator.Api.Post($"people/{bo.Person}/account/activation-mail", new { });
    }

    [Fact]
    public async Task Without_an_address_there_is_nowhere_to_send_it()
    {
        var administrator = await app.Administrator();
        var bo = await app.Invited();
        await app.Execute("update accounts.account set email = null, email_key = null where id = @Account", bo);

        await administrator
            .Api.Post($"people/{bo.Person}/account/activation-mail", new { })
            .Refused(HttpStatusCode.Conflict, "accounts/account-without-address");
        await administrator
            .Api.GetAsync($"people/{Guid.CreateVersion7()}/account")
            .Refused(HttpStatusCode.NotFound, "not-found");
    }
}
