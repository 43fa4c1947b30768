using System.Net;
using Dapper;
using Kapprum.Accounts;
using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Accounts;

/// <summary>
/// Accounts come and go with the roster; each test has an application of its own, because the roster is everybody's.
/// </summary>
public sealed class FollowRosterTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Every_guardian_and_staff_member_gets_an_account_and_who_has_an_address_a_mail()
    {
        var child = await Child();
        var guardian = await Guardian(child, "Anna@Example.org");
        var silent = await Guardian(child, null);
        var teacher = await Staff("teacher@example.org");
        await app.Person(email: "nobody@example.org");
        await Guardian(child, "contact@example.org", kind: "contact");

        await Import();

        Assert.Equal(new[] { guardian, silent, teacher }.Order(), (await Accounts()).Keys.Order());
        Assert.Equal("Aktivera ditt konto i Kapprum", Assert.Single(app.MailsTo("Anna@Example.org")).Subject);
        Assert.Single(app.MailsTo("teacher@example.org"));
        Assert.Empty(app.MailsTo("nobody@example.org"));
        Assert.Empty(app.MailsTo("contact@example.org"));
        Assert.Equal("anna@example.org", await UserName(guardian));
        Assert.Null(await UserName(silent));
    }

    [Fact]
    public async Task A_second_import_changes_nothing_and_mails_nobody_again()
    {
        var guardian = await Guardian(await Child(), "anna@example.org");
        await Import();
        var before = await Accounts();
        // The queue forgets what has been sent; whom it has invited stays known.
        await app.Execute("delete from kernel.mail");
        await app.Execute("update roster.person set email = 'ANNA@example.org' where id = @guardian", new { guardian });

        await Import();

        Assert.Equal(before, await Accounts());
        Assert.Single(app.MailsTo("anna@example.org"));
        Assert.Empty(app.MailsTo("ANNA@example.org"));
        await app.Nobody().GetAsync($"link?token={app.TokenTo("anna@example.org")}").Is(HttpStatusCode.OK);
        Assert.Contains(guardian, before.Keys);
    }

    [Fact]
    public async Task Imports_at_the_same_time_make_one_account_each()
    {
        await Guardian(await Child(), "anna@example.org");

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => app.Daily("SyncAccounts")));
        await app.Drain();

        Assert.Single(await Accounts());
        Assert.Single(app.MailsTo("anna@example.org"));
    }

    [Fact]
    public async Task Of_several_who_share_an_address_one_has_it_as_user_name()
    {
        var child = await Child();
        var anna = await Guardian(child, "familjen@example.org");
        var bo = await Guardian(child, "Familjen@example.org");

        await Import();

        Assert.Equal(["familjen@example.org"], new[] { await UserName(anna), await UserName(bo) }.OfType<string>());
        Assert.Equal(2, app.MailsTo("familjen@example.org").Count + app.MailsTo("Familjen@example.org").Count);
    }

    [Fact]
    public async Task Who_is_no_longer_in_the_roster_is_out_at_once_and_cannot_log_in()
    {
        var guardian = await Guardian(await Child(), "anna@example.org");
        await Import();
        var anna = await app.WithPassword(guardian);
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await browser.GetAsync("me").Is(HttpStatusCode.OK);

        await app.Execute("update roster.person set active = false where id = @guardian", new { guardian });
        await Import();

        await browser.GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await browser.LogIn(anna.UserName).Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        await app.AskForLink(anna.Email);
        Assert.Empty(app.MailsTo(anna.Email));
    }

    [Fact]
    public async Task Who_comes_back_finds_the_account_as_it_was()
    {
        var child = await Child();
        var guardian = await Guardian(child, "anna@example.org");
        await Import();
        var anna = await app.WithPassword(guardian);
        await app.Execute("update roster.person set active = false where id = @guardian", new { guardian });
        await Import();

        await app.Execute("update roster.person set active = true where id = @guardian", new { guardian });
        await Import();

        await app.Browser().LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        Assert.Single(app.MailsTo("anna@example.org"));
    }

    [Fact]
    public async Task Who_comes_back_without_having_activated_the_account_is_invited_and_reminded_anew()
    {
        var guardian = await Guardian(await Child(), "anna@example.org");
        await Import();
        await app.Execute("update roster.person set active = false where id = @guardian", new { guardian });
        await Import();
        app.Clock.Advance(TimeSpan.FromDays(60));

        await app.Execute("update roster.person set active = true where id = @guardian", new { guardian });
        await Import();
        await Import();

        Assert.Equal(2, app.MailsTo("anna@example.org").Count);
        await app.Nobody().GetAsync($"link?token={app.TokenTo("anna@example.org")}").Is(HttpStatusCode.OK);
        Assert.Contains(
            guardian,
            await app.With(
                (IEnumerable<IReminders> all) =>
                    OfAccounts(all).DueTonight(app.Today.AddDays(3), CancellationToken.None)
            )
        );
    }

    [Fact]
    public async Task Who_comes_back_at_another_address_is_invited_there_once()
    {
        var guardian = await Guardian(await Child(), "old@example.org");
        await Import();
        await app.Execute("update roster.person set active = false where id = @guardian", new { guardian });
        await Import();

        await app.Execute(
            "update roster.person set active = true, email = 'new@example.org' where id = @guardian",
            new { guardian }
        );
        await Import();

        Assert.Single(app.MailsTo("old@example.org"));
        Assert.Single(app.MailsTo("new@example.org"));
    }

    [Fact]
    public async Task Rights_that_end_by_date_end_the_account_the_same_night_without_any_import()
    {
        var guardian = await Guardian(await Child(), "anna@example.org", ends: app.Today);
        await Import();
        Assert.False((await Accounts())[guardian]);

        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Daily("SyncAccounts");

        Assert.True((await Accounts())[guardian]);
    }

    [Fact]
    public async Task An_administrator_stays_whatever_the_roster_says()
    {
        var administrator = await app.Administrator();

        await Import();

        await administrator.Api.GetAsync("me").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Until_it_is_activated_an_account_follows_the_address_and_then_no_more()
    {
        var guardian = await Guardian(await Child(), "old@example.org");
        await Import();
        var old = app.TokenTo("old@example.org");

        await app.Execute("update roster.person set email = 'new@example.org' where id = @guardian", new { guardian });
        await Import();

        await app.Nobody().GetAsync($"link?token={old}").Refused(HttpStatusCode.Gone, "accounts/link-replaced");
        Assert.Equal("new@example.org", await UserName(guardian));
        await app.Nobody()
            .Post("activation", new { token = app.TokenTo("new@example.org"), password = "tolv randiga mössor" })
            .Is(HttpStatusCode.OK);

        await app.Execute(
            "update roster.person set email = 'newest@example.org' where id = @guardian",
            new { guardian }
        );
        await Import();
        Assert.Empty(app.MailsTo("newest@example.org"));
        Assert.Equal("new@example.org", (await Reach(guardian)).Email);
    }

    [Fact]
    public async Task An_address_that_arrives_later_gets_the_mail_then()
    {
        var guardian = await Guardian(await Child(), null);
        await Import();

        await app.Execute("update roster.person set email = 'anna@example.org' where id = @guardian", new { guardian });
        await Import();

        Assert.Single(app.MailsTo("anna@example.org"));
        Assert.Equal("anna@example.org", await UserName(guardian));
    }

    [Fact]
    public async Task The_other_modules_reach_people_through_their_accounts()
    {
        var guardian = await Guardian(await Child(), "anna@example.org");
        var stranger = await app.Person();
        await Import();

        var reachable = await app.With(
            (IAccounts accounts) => accounts.Of([guardian, stranger], CancellationToken.None)
        );

        var (person, reach) = Assert.Single(reachable);
        Assert.Equal(
            (guardian, "anna@example.org", "sv", false),
            (person, reach.Email, reach.Language, reach.Activated)
        );
    }

    [Fact]
    public async Task An_account_not_activated_is_reminded_of_after_three_and_ten_days()
    {
        var guardian = await Guardian(await Child(), "anna@example.org");
        var active = await Guardian(await Child(), "active@example.org");
        var silent = await Guardian(await Child(), null);
        await Import();
        await app.WithPassword(active);

        List<int> reminded = [];
        for (var day = 0; day <= 11; day++)
        {
            var due = await app.With(
                (IEnumerable<IReminders> all) =>
                    OfAccounts(all).DueTonight(app.Today.AddDays(day), CancellationToken.None)
            );
            Assert.DoesNotContain(active, due);
            Assert.DoesNotContain(silent, due);
            if (due.Contains(guardian))
                reminded.Add(day);
        }

        Assert.Equal([3, 10], reminded);
    }

    [Fact]
    public async Task A_reminder_brings_a_link_that_works_and_spoils_none()
    {
        var guardian = await Guardian(await Child(), "anna@example.org");
        await Import();
        var first = app.TokenTo("anna@example.org");
        app.Clock.Advance(TimeSpan.FromDays(3));

        var text = (
            await app.With((IEnumerable<IReminders> all) => OfAccounts(all).Write([guardian], CancellationToken.None))
        )[guardian];
        var again = (
            await app.With((IEnumerable<IReminders> all) => OfAccounts(all).Write([guardian], CancellationToken.None))
        )[guardian];

        Assert.NotEmpty(text.Paragraphs);
        foreach (var path in new[] { text.Link!.Value.Path, again.Link!.Value.Path, $"/activate?token={first}" })
            await app.Nobody().GetAsync($"link{path["/activate".Length..]}").Is(HttpStatusCode.OK);
        await app.Nobody()
            .Post(
                "activation",
                new { token = text.Link.Value.Path["/activate?token=".Length..], password = "tolv randiga mössor" }
            )
            .Is(HttpStatusCode.OK);
        Assert.Empty(
            await app.With((IEnumerable<IReminders> all) => OfAccounts(all).Write([guardian], CancellationToken.None))
        );
    }

    /// <summary>The import has been applied; lets what follows from it follow.</summary>
    private async Task Import()
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<Outbox>().Publish(new RosterChanged(Guid.CreateVersion7()));
            await scope.ServiceProvider.GetRequiredService<Transaction>().Run(() => Task.FromResult(0), default);
        }

        await app.Drain();
    }

    private async Task<Guid> Child() => await app.Child(await app.Group(await app.Unit()));

    private async Task<Guid> Guardian(Guid child, string? email, string kind = "custodian", DateOnly? ends = null)
    {
        var person = await app.Person(email: email);
        await app.Execute(
            """
            insert into roster.guardianship (child_id, guardian_id, kind, starts_on, ends_on)
            values (@child, @person, @kind, '2020-01-01', @ends)
            """,
            new
            {
                child,
                person,
                kind,
                ends,
            }
        );
        return person;
    }

    private async Task<Guid> Staff(string email)
    {
        var person = await app.Person(email: email);
        await app.Execute(
            """
            insert into roster.duty (id, person_id, unit_id, role, leads, starts_on)
            values (@id, @person, @unit, 'Lärare', false, '2020-01-01')
            """,
            new
            {
                id = Guid.CreateVersion7(),
                person,
                unit = await app.Unit(),
            }
        );
        return person;
    }

    /// <summary>Whose account there is, and whether it has ended; in the order they came.</summary>
    private async Task<Dictionary<Guid, bool>> Accounts()
    {
        await using var db = await app.Connection();
        return (
            await db.QueryAsync<(Guid Person, bool Ended)>(
                "select person_id, ended_at is not null from accounts.account order by person_id"
            )
        ).ToDictionary(account => account.Person, account => account.Ended);
    }

    private Task<string?> UserName(Guid person) =>
        app.Value<string?>("select user_name from accounts.account where person_id = @person", new { person });

    private async Task<AccountContact> Reach(Guid person) =>
        (await app.With((IAccounts accounts) => accounts.Of([person], CancellationToken.None)))[person];

    /// <summary>Other modules remind too.</summary>
    private static IReminders OfAccounts(IEnumerable<IReminders> all) =>
        all.Single(one => one.GetType().Assembly.GetName().Name == "Kapprum.Accounts");
}
