using System.Net;
using Dapper;
using Kapprum.Accounts;
using Kapprum.Accounts.Links;
using Kapprum.Accounts.Passwords;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

public sealed class LinkTests : IAsyncLifetime
{
    private const string Chosen = "tolv randiga mössor";

    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Somebody_activates_an_account_with_the_link_of_the_mail_and_logs_in()
    {
        var bo = await app.Invited(givenName: "Bo");
        await app.AskForLink(bo.Email);

        var token = app.TokenTo(bo.Email);
        var link = await app.Nobody().GetAsync($"link?token={token}").Json();
        Assert.Equal(
            ("activation", "Bo", bo.UserName),
            ((string)link["purpose"]!, (string)link["givenName"]!, (string)link["userName"]!)
        );
        Assert.Equal(app.Clock.GetUtcNow().AddDays(7), (DateTimeOffset)link["expires"]!);
        var activated = await Activate(token).Json();

        Assert.Equal(bo.UserName, (string?)activated["userName"]);
        await app.Browser().LogIn(bo.Email, Chosen).Is(HttpStatusCode.NoContent);
        Assert.Equal(
            1,
            await app.Value<int>(
                "select count(*) from kernel.audit where action = 'account.activate' and subject_id = @Account",
                bo
            )
        );
    }

    [Fact]
    public async Task The_mail_says_whose_account_it_is_but_not_of_a_protected_person()
    {
        var bo = await app.Invited(givenName: "Bosse");
        var ida = await app.Invited(givenName: "Idakanarie", protection: "protected-registration");
        await app.AskForLink(bo.Email);
        await app.AskForLink(ida.Email);

        Assert.Contains("Hej Bosse!", app.AllOfMailTo(bo.Email), StringComparison.Ordinal);
        Assert.DoesNotContain("Idakanarie", app.AllOfMailTo(ida.Email), StringComparison.Ordinal);
        Assert.Null((await app.Nobody().GetAsync($"link?token={app.TokenTo(ida.Email)}").Json())["givenName"]);
    }

    [Fact]
    public async Task A_link_is_used_once()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        var token = app.TokenTo(bo.Email);
        await Activate(token).Is(HttpStatusCode.OK);

        await Activate(token).Refused(HttpStatusCode.Gone, "accounts/link-used");
        await app.Nobody().GetAsync($"link?token={token}").Refused(HttpStatusCode.Gone, "accounts/link-used");
    }

    [Fact]
    public async Task Of_two_uses_at_once_one_succeeds()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        var token = app.TokenTo(bo.Email);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Activate(token, Chosen + i)));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Gone));
    }

    [Fact]
    public async Task A_link_lasts_seven_days()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        var token = app.TokenTo(bo.Email);
        app.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        await app.Nobody().GetAsync($"link?token={token}").Is(HttpStatusCode.OK);

        app.Clock.Advance(TimeSpan.FromSeconds(1));

        await Activate(token).Refused(HttpStatusCode.Gone, "accounts/link-expired");
    }

    [Fact]
    public async Task A_new_link_kills_the_old_one()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await app.AskForLink(bo.Email);

        await Activate(app.TokenTo(bo.Email, earlier: 1)).Refused(HttpStatusCode.Gone, "accounts/link-replaced");
        await Activate(app.TokenTo(bo.Email)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_asks_twice_in_five_minutes_gets_one_mail()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        await app.AskForLink(bo.Email);
        Assert.Single(app.MailsTo(bo.Email));

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await app.AskForLink(bo.Email);
        Assert.Equal(2, app.MailsTo(bo.Email).Count);
    }

    [Fact]
    public async Task Who_asks_in_anothers_name_all_day_neither_fills_the_mailbox_nor_kills_the_last_link()
    {
        var bo = await app.Invited();
        var administrator = await app.Administrator();
        for (var i = 0; i < 8; i++)
        {
            await app.AskForLink(bo.Email);
            app.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(5, app.MailsTo(bo.Email).Count);
        var last = app.TokenTo(bo.Email);
        await app.Nobody().GetAsync($"link?token={last}").Is(HttpStatusCode.OK);

        // Who has got one, and who helps, may have another all the same.
        await app.Nobody().Post("link/renewal", new { oldToken = last }).Is(HttpStatusCode.Accepted);
        await app.Drain();
        await administrator
            .Api.Post($"people/{bo.Person}/account/activation-mail", new { })
            .Is(HttpStatusCode.Accepted);
        await app.Drain();
        Assert.Equal(7, app.MailsTo(bo.Email).Count);

        // A day after the first of the five.
        app.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(40));
        await app.AskForLink(bo.Email);
        Assert.Equal(8, app.MailsTo(bo.Email).Count);
    }

    [Fact]
    public async Task A_mail_written_again_after_a_crash_leaves_both_its_links_good_and_using_one_spends_both()
    {
        var bo = await app.Invited();
        QueuedMail[] mail = [new(Guid.CreateVersion7(), bo.Account, default)];
        var first = await Token(mail);
        var second = await Token(mail);

        await app.Nobody().GetAsync($"link?token={first}").Is(HttpStatusCode.OK);
        await Activate(second).Is(HttpStatusCode.OK);
        await Activate(first).Refused(HttpStatusCode.Gone, "accounts/link-used");
    }

    [Fact]
    public async Task A_mail_overtaken_by_a_later_one_is_no_longer_sent()
    {
        var bo = await app.Invited();
        var earlier = Guid.CreateVersion7(App.Morning);
        var later = await Token([new(Guid.CreateVersion7(App.Morning.AddSeconds(1)), bo.Account, default)]);

        var letters = await app.With(
            (LinkIssuer links) =>
                links.ForMails(Purpose.Activation, [new(earlier, bo.Account, default)], CancellationToken.None)
        );

        Assert.Empty(letters);
        await app.Nobody().GetAsync($"link?token={later}").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_mail_whose_reason_is_gone_is_not_sent()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        await Activate(app.TokenTo(bo.Email)).Is(HttpStatusCode.OK);

        Assert.Empty(
            await app.With(
                (LinkIssuer links) =>
                    links.ForMails(
                        Purpose.Activation,
                        [new(Guid.CreateVersion7(), bo.Account, default)],
                        CancellationToken.None
                    )
            )
        );
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_link_made_up_opens_nothing(string token)
    {
        await app.Nobody().GetAsync($"link?token={token}").Refused(HttpStatusCode.NotFound, "not-found");
        await Activate(token).Refused(HttpStatusCode.NotFound, "not-found");
        await NewPassword(token).Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_link_does_only_what_it_is_for()
    {
        var bo = await app.Invited();
        var anna = await app.Guardian();
        await app.AskForLink(bo.Email);
        await app.AskForLink(anna.Email);

        await NewPassword(app.TokenTo(bo.Email)).Refused(HttpStatusCode.NotFound, "not-found");
        await Activate(app.TokenTo(anna.Email)).Refused(HttpStatusCode.NotFound, "not-found");
        await Activate(app.TokenTo(bo.Email)).Is(HttpStatusCode.OK);
        await NewPassword(app.TokenTo(anna.Email)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_link_of_an_account_that_has_ended_opens_nothing()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        await app.Execute(
            "update accounts.account set ended_at = @Now where id = @Account",
            new { Now = app.Clock.GetUtcNow(), bo.Account }
        );

        await Activate(app.TokenTo(bo.Email)).Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Only_a_hash_of_a_link_is_stored()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);

        Assert.Equal(
            0,
            await app.Value<int>(
                """
                select (select count(*) from accounts.link t where t::text like '%' || @token || '%')
                       + (select count(*) from kernel.mail t where t::text like '%' || @token || '%')
                """,
                new { token = app.TokenTo(bo.Email) }
            )
        );
    }

    [Fact]
    public async Task Of_two_who_share_an_address_the_second_chooses_a_user_name()
    {
        var anna = await app.Invited("familjen@example.org", "Anna");
        var bo = await app.Invited("familjen@example.org", "Bo");
        await app.AskForLink("Familjen@example.org");
        var tokens = app.MailsTo("familjen@example.org")
            .ToDictionary(
                mail => mail.TextBody!.Contains("Hej Bo!", StringComparison.Ordinal) ? bo.Person : anna.Person,
                mail => mail.TextBody![(mail.TextBody!.IndexOf("token=", StringComparison.Ordinal) + 6)..][..43]
            );

        Assert.Null((await app.Nobody().GetAsync($"link?token={tokens[bo.Person]}").Json())["userName"]);
        Assert.Contains(
            "e-postadress",
            await Activate(tokens[bo.Person]).RefusedField("userName"),
            StringComparison.Ordinal
        );
        await Activate(tokens[bo.Person], userName: "familjen@example.org").RefusedField("userName");
        await Activate(tokens[bo.Person], userName: "Bo.Lind").Is(HttpStatusCode.OK);
        await Activate(tokens[anna.Person]).Is(HttpStatusCode.OK);

        await app.Browser().LogIn("bo.lind", Chosen).Is(HttpStatusCode.NoContent);
        await app.Browser().LogIn("familjen@example.org", Chosen).Is(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("anna lind")]
    [InlineData("anna@lind@example.org")]
    [InlineData("<anna>")]
    [InlineData("somebody.else@example.org")]
    public async Task A_user_name_must_be_one(string userName)
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);

        await Activate(app.TokenTo(bo.Email), userName: userName).RefusedField("userName");
    }

    [Theory]
    [InlineData("elva tecken", "12")]
    [InlineData("Password1234", "gissas")]
    [InlineData("lösenord2026", "gissas")]
    [InlineData("abcabcabcabcabc", "om och om igen")]
    [InlineData("min katt bosselito jamar", "ditt namn")]
    public async Task A_password_is_refused_with_the_reason(string password, string reason)
    {
        var bo = await app.Invited(givenName: "Bosselito");
        await app.AskForLink(bo.Email);
        var token = app.TokenTo(bo.Email);

        Assert.Contains(reason, await Activate(token, password).RefusedField("password"), StringComparison.Ordinal);
        await Activate(token).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_new_password_by_mail_ends_every_session()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await browser.GetAsync("me").Is(HttpStatusCode.OK);
        await app.AskForLink(anna.UserName);

        await NewPassword(app.TokenTo(anna.Email)).Is(HttpStatusCode.OK);

        await browser.GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await app.Browser().LogIn(anna.UserName).Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        await app.Browser().LogIn(anna.UserName, Chosen).Is(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("email")]
    public async Task What_the_old_password_was_about_to_change_does_not_outlive_a_new_one_by_mail(string what)
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await app.AskForLink(anna.UserName);

        // The new password stands in line for the account first, and what the old one wants, checked before that is
        // there, behind it.
        await using var db = await app.Connection();
        await using var held = await db.BeginTransactionAsync();
        await db.ExecuteAsync("select from accounts.account where id = @Account for update", anna);
        var recovery = NewPassword(app.TokenTo(anna.Email));
        await Waiting(1, recovery);
        var change = browser.Put(
            $"me/{what}",
            new
            {
                presentPassword = Somebodies.Password,
                newPassword = "elva prickiga vantar",
                email = $"{Somebodies.Fresh("other")}@example.org",
            }
        );
        await Waiting(2, change);
        await held.CommitAsync();

        await recovery.Is(HttpStatusCode.OK);
        await change.RefusedField("presentPassword");
        await app.Browser().LogIn(anna.UserName, Chosen).Is(HttpStatusCode.NoContent);
        Assert.Equal(
            0,
            await app.Value<int>("select count(*) from accounts.email_change where account_id = @Account", anna)
        );

        async Task Waiting(int requests, Task last)
        {
            while (
                !last.IsCompleted
                && await app.Value<int>(
                    """
                    select count(*)
                    from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock'
                    """
                ) < requests
            )
                await Task.Delay(20);
        }
    }

    [Fact]
    public async Task A_link_to_a_new_password_lasts_two_hours()
    {
        var anna = await app.Guardian();
        await app.AskForLink(anna.UserName);
        app.Clock.Advance(TimeSpan.FromHours(2));

        await NewPassword(app.TokenTo(anna.Email)).Refused(HttpStatusCode.Gone, "accounts/link-expired");
    }

    [Fact]
    public async Task Asking_tells_nothing_of_who_there_is()
    {
        var anna = await app.Guardian();

        var known = await Asked(anna.Email);
        var unknown = await Asked("nobody@example.org");

        Assert.Equal(known, unknown);
        // The same statements, the same rows: what differs comes afterwards.
        Assert.Equal(2, await app.Value<int>("select count(*) from accounts.asked_link"));
        Assert.Equal(2, await app.Value<int>("select count(*) from kernel.outbox where event = 'accounts/link-asked'"));
        Assert.Equal(0, await app.Value<int>("select count(*) from kernel.mail"));
        await app.Drain();
        Assert.Single(app.MailsTo(anna.Email));
        Assert.Equal(1, await app.Value<int>("select count(*) from kernel.mail"));
        Assert.Equal(0, await app.Value<int>("select count(*) from accounts.asked_link"));
    }

    [Fact]
    public async Task Who_asks_all_the_time_has_to_wait()
    {
        var client = app.Nobody().From("203.0.113.9");
        for (var i = 0; i < 30; i++)
            await client.Post("link", new { userName = $"nobody{i}" }).Is(HttpStatusCode.Accepted);

        await client
            .Post("link", new { userName = "nobody" })
            .Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
        await app.Nobody().From("203.0.113.10").Post("link", new { userName = "nobody" }).Is(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Mails_come_in_the_language_the_account_was_activated_in()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        var english = app.Nobody();
        english.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        await english
            .Post("activation", new { token = app.TokenTo(bo.Email), password = Chosen })
            .Is(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromMinutes(5));

        await app.AskForLink(bo.Email);

        Assert.Equal("New password in Kapprum", app.MailsTo(bo.Email)[^1].Subject);
    }

    private Task<HttpResponseMessage> Activate(string token, string password = Chosen, string? userName = null) =>
        app.Nobody()
            .Post(
                "activation",
                new
                {
                    token,
                    password,
                    userName,
                }
            );

    private Task<HttpResponseMessage> NewPassword(string token) =>
        app.Nobody().Post("password", new { token, password = Chosen });

    private async Task<string> Token(QueuedMail[] mail)
    {
        var letters = await app.With(
            (LinkIssuer links) => links.ForMails(Purpose.Activation, mail, CancellationToken.None)
        );
        return letters[mail[0].Id].Path["/activate?token=".Length..];
    }

    private async Task<string> Asked(string userName)
    {
        using var answer = await app.Nobody().Post("link", new { userName });
        return $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }
}
