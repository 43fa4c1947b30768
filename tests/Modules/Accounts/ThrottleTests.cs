using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

/// <summary>Each moves the clock, so each has an application of its own.</summary>
public sealed class ThrottleTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task After_five_failures_a_client_waits_twice_as_long_each_time()
    {
        var anna = await app.Guardian();
        var client = app.Nobody();
        await Fail(client, anna.UserName, 6);

        var problem = await client
            .Tokens(anna.UserName)
            .Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
        Assert.Equal(2, (int)problem["seconds"]!);

        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await Fail(client, anna.UserName, 1);
        using var answer = await client.Tokens(anna.UserName);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(4), answer.Headers.RetryAfter?.Delta);

        app.Clock.Advance(TimeSpan.FromSeconds(4));
        await client.Tokens(anna.UserName).Is(HttpStatusCode.OK);
        await Fail(client, anna.UserName, 5);
    }

    [Fact]
    public async Task A_name_nobody_has_is_slowed_down_like_any_other()
    {
        var client = app.Nobody();
        await Fail(client, "nobody", 6);

        await client.Tokens("Nobody").Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
    }

    [Fact]
    public async Task Many_attempts_at_once_win_nothing()
    {
        var anna = await app.Guardian();
        var client = app.Nobody();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => client.Tokens(anna.UserName, $"fel fel fel {i}"))
        );

        Assert.Equal(6, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(14, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Failures_elsewhere_neither_slow_down_other_addresses_nor_other_accounts()
    {
        var anna = await app.Guardian();
        var bo = await app.Guardian();
        await Fail(app.Nobody().From("203.0.113.5"), anna.UserName, 6);

        await app.Nobody().From("203.0.113.6").Tokens(anna.UserName).Is(HttpStatusCode.OK);
        await app.Nobody().From("203.0.113.5").Tokens(bo.UserName).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_network_of_IPv6_is_one_client()
    {
        var anna = await app.Guardian();
        for (var i = 1; i <= 6; i++)
            await Fail(app.Nobody().From($"2001:db8:1:2::{i}"), anna.UserName, 1);

        await app.Nobody()
            .From("2001:db8:1:2:ffff::1")
            .Tokens(anna.UserName)
            .Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
        await app.Nobody().From("2001:db8:1:3::1").Tokens(anna.UserName).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_known_browser_does_not_notice_what_fails_at_the_same_address()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await Fail(app.Nobody(), anna.UserName, 6);
        await app.Browser().LogIn(anna.UserName).Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");

        await browser
            .LogIn(anna.UserName, "fel fel fel fel")
            .Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_known_browser_is_slowed_down_for_itself()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        for (var i = 0; i < 6; i++)
            await browser.LogIn(anna.UserName, "fel fel fel fel").Is(HttpStatusCode.Unauthorized);

        await browser.LogIn(anna.UserName).Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
        await app.Nobody().Tokens(anna.UserName).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_browser_that_knows_somebody_else_is_a_stranger()
    {
        var anna = await app.Guardian();
        var bo = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(bo.UserName).Is(HttpStatusCode.NoContent);
        await Fail(app.Nobody(), anna.UserName, 6);

        await browser.LogIn(anna.UserName).Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
    }

    [Fact]
    public async Task A_cookie_made_up_does_not_make_a_known_browser()
    {
        var anna = await app.Guardian();
        await Fail(app.Nobody(), anna.UserName, 6);
        var browser = app.Client("/api/");
        browser.DefaultRequestHeaders.Add("Cookie", "kapprum.device=CfDJ8AAAAAAAAAAAAAAAAAAAAAA");

        await browser.Tokens(anna.UserName).Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
    }

    [Fact]
    public async Task After_a_hundred_failures_of_others_a_new_browser_waits_but_is_not_shut_out()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await Locked(anna);

        var problem = await app.Nobody()
            .From("198.51.100.99")
            .Tokens(anna.UserName)
            .Refused(HttpStatusCode.TooManyRequests, "accounts/log-in-locked");
        Assert.Equal(2, (int)problem["seconds"]!);
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);

        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await app.Nobody().From("198.51.100.99").Tokens(anna.UserName).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task However_many_guess_they_have_four_tries_an_hour_and_it_is_open_a_quarter_after_they_stop()
    {
        var anna = await app.Guardian();
        await Locked(anna);
        for (var i = 10; i < 26; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(15));
            await Fail(app.Nobody().From($"198.51.100.{i}"), anna.UserName, 1);
        }

        app.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        await app.Nobody()
            .From("203.0.113.8")
            .Tokens(anna.UserName)
            .Refused(HttpStatusCode.TooManyRequests, "accounts/log-in-locked");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Nobody().From("203.0.113.8").Tokens(anna.UserName).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_new_password_by_mail_opens_the_account_at_once()
    {
        var anna = await app.Guardian();
        await Locked(anna);

        await app.AskForLink(anna.Email);
        await app.Nobody()
            .Post("password", new { token = app.TokenTo(anna.Email), password = "tolv randiga mössor" })
            .Is(HttpStatusCode.OK);

        await app.Nobody().From("198.51.100.99").Tokens(anna.UserName, "tolv randiga mössor").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_administrator_opens_a_locked_account()
    {
        var anna = await app.Guardian();
        var administrator = await app.Administrator();
        await Locked(anna);
        Assert.True((bool)(await administrator.Api.GetAsync($"people/{anna.Person}/account").Json())["locked"]!);

        await administrator
            .Api.DeleteAsync($"people/{anna.Person}/account/failed-log-ins")
            .Is(HttpStatusCode.NoContent);

        Assert.False((bool)(await administrator.Api.GetAsync($"people/{anna.Person}/account").Json())["locked"]!);
        await app.Nobody().Tokens(anna.UserName).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_address_from_which_everything_fails_refuses_what_is_too_much_and_lets_in_who_is_right()
    {
        var anna = await app.Guardian();
        var bo = await app.Guardian();
        var browser = app.Browser("203.0.113.7");
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var client = app.Nobody().From("203.0.113.7");
        await Fail(client, "stranger-0", 1);
        await app.Execute("update accounts.throttle set failures = 200 where failures = 1 and account_id is null");

        await Wrong("stranger-1").Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
        await Wrong(bo.UserName).Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
        await client.Tokens(bo.UserName).Is(HttpStatusCode.OK);
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);

        // What was too much has taken nothing from who comes next.
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        await Wrong("stranger-2").Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        await Wrong("stranger-3").Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");

        Task<HttpResponseMessage> Wrong(string userName) => client.Tokens(userName, "fel fel fel fel");
    }

    [Fact]
    public async Task Two_names_of_one_account_do_not_share_a_wait()
    {
        var anna = await app.Guardian();
        var client = app.Nobody();
        await Fail(client, anna.UserName, 6);
        await client.Tokens(anna.UserName).Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");

        await Fail(client, anna.Email, 6);
        await client.Tokens(anna.Email).Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
    }

    [Fact]
    public async Task An_api_client_that_shows_its_mark_does_not_notice_what_fails_elsewhere()
    {
        var anna = await app.Guardian();
        var bo = await app.Guardian();
        var mark = (string?)(await app.Nobody().Tokens(anna.UserName).Json())["deviceMark"];
        await Locked(anna);
        await Locked(bo);

        await Tokens(anna, null).Refused(HttpStatusCode.TooManyRequests, "accounts/log-in-locked");
        await Tokens(anna, "made up").Refused(HttpStatusCode.TooManyRequests, "accounts/log-in-locked");
        await Tokens(bo, mark).Refused(HttpStatusCode.TooManyRequests, "accounts/log-in-locked");
        var again = (string?)(await Tokens(anna, mark).Json())["deviceMark"];
        await Tokens(anna, again).Is(HttpStatusCode.OK);

        Task<HttpResponseMessage> Tokens(Somebody who, string? deviceMark) =>
            app.Nobody()
                .From("198.51.100.99")
                .Post(
                    "tokens",
                    new
                    {
                        who.UserName,
                        Somebodies.Password,
                        deviceMark,
                    }
                );
    }

    [Fact]
    public async Task A_known_browser_may_ask_for_a_mail_whatever_others_at_its_address_have_asked()
    {
        var anna = await app.Guardian();
        var browser = app.Browser("203.0.113.9");
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var client = app.Nobody().From("203.0.113.9");
        for (var i = 0; i < 30; i++)
            await client.Post("link", new { userName = $"nobody{i}" }).Is(HttpStatusCode.Accepted);
        await client
            .Post("link", new { userName = "nobody" })
            .Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");

        await browser.Post("link", new { userName = anna.Email }).Is(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task No_address_of_anybody_is_kept()
    {
        await Fail(app.Nobody().From("203.0.113.77"), "somebody", 1);

        Assert.Equal(
            0,
            await app.Value<int>(
                "select count(*) from accounts.throttle t where t::text like '%203.0.113%' or t::text like '%somebody%'"
            )
        );
    }

    /// <summary>As after failures from a hundred addresses.</summary>
    private async Task Locked(Somebody who)
    {
        await Fail(app.Nobody().From("198.51.100.1"), who.UserName, 1);
        // The count for the account stands at one like the client's.
        await app.Execute("update accounts.throttle set failures = 99 where account_id = @Account", who);
        await Fail(app.Nobody().From("198.51.100.2"), who.UserName, 1);
    }

    private static async Task Fail(HttpClient client, string userName, int times)
    {
        for (var i = 0; i < times; i++)
            await client
                .Tokens(userName, "fel fel fel fel")
                .Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
    }
}
