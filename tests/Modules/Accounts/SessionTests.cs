using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Kapprum.Accounts;
using Kapprum.Accounts.Sessions;
using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kapprum.Tests.Accounts;

public sealed class SessionTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task Who_logs_out_is_out_at_once()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var cookie = await app.CookieOf(anna.Person);
        var copied = Bearing(cookie);
        await copied.GetAsync("me").Is(HttpStatusCode.OK);

        await copied.DeleteAsync("session").Is(HttpStatusCode.NoContent);

        await copied.GetAsync("me").Refused(HttpStatusCode.Unauthorized, "unauthenticated");
        await browser.GetAsync("me").Is(HttpStatusCode.OK);
        using var answer = await browser.DeleteAsync("session");
        Assert.Contains(
            answer.Headers.GetValues("Set-Cookie"),
            c => c.StartsWith("kapprum=;", StringComparison.Ordinal)
        );
        await browser.GetAsync("me").Refused(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Logging_out_twice_is_no_mistake() =>
        await app.Nobody().DeleteAsync("session").Is(HttpStatusCode.NoContent);

    [Fact]
    public async Task Somebody_sees_where_he_is_logged_in_and_ends_one_session()
    {
        var anna = await app.Guardian();
        var phone = app.Browser();
        phone.DefaultRequestHeaders.UserAgent.ParseAdd(
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
                + "Chrome/126.0.0.0 Mobile Safari/537.36"
        );
        await phone.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var desk = app.Browser();
        await desk.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);

        var sessions = (await desk.GetAsync("me/sessions").Json()).AsArray();
        var lost = sessions.Single(session => (string?)session!["device"] == "Chrome · Android")!;
        Assert.Single(sessions, session => (bool)session!["current"]!);
        Assert.False((bool)lost["current"]!);
        await desk.DeleteAsync($"me/sessions/{lost["id"]}").Is(HttpStatusCode.NoContent);

        await phone.GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await desk.GetAsync("me").Is(HttpStatusCode.OK);
        await desk.DeleteAsync($"me/sessions/{lost["id"]}").Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Somebody_ends_all_other_sessions()
    {
        var anna = await app.Guardian();
        var here = app.Browser();
        await here.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var there = app.Browser();
        await there.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await there.GetAsync("me").Is(HttpStatusCode.OK);

        await here.DeleteAsync("me/sessions").Is(HttpStatusCode.NoContent);

        await there.GetAsync("me").Is(HttpStatusCode.Unauthorized);
        Assert.Single((await here.GetAsync("me/sessions").Json()).AsArray());
    }

    [Fact]
    public async Task Nobody_ends_anybody_elses_session()
    {
        var anna = await app.Guardian();
        var bo = await app.As((await app.Guardian()).Person);
        var hers = await app.Value<Guid>("select id from accounts.session where account_id = @Account limit 1", anna);

        await bo.Api.DeleteAsync($"me/sessions/{hers}").Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task What_another_site_makes_a_browser_send_is_refused(string site)
    {
        var family = await app.Family();
        var browser = Carrying(await app.CookieOf(family.Guardian.Id));
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);
        browser.DefaultRequestHeaders.Add("Origin", app.Address);

        await browser
            .Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    reason = "ill",
                }
            )
            .Refused(HttpStatusCode.Forbidden, "cross-site");
        await browser.DeleteAsync("session").Refused(HttpStatusCode.Forbidden, "cross-site");
        await browser.LogIn("anna").Refused(HttpStatusCode.Forbidden, "cross-site");
        await browser.GetAsync("me").Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task An_old_browser_is_judged_by_the_origin(string origin)
    {
        var person = (await app.Family()).Guardian.Id;
        var browser = Carrying(await app.CookieOf(person));
        browser.DefaultRequestHeaders.Add("Origin", origin);
        await browser.Put("me/language", new { language = "en" }).Refused(HttpStatusCode.Forbidden, "cross-site");

        var own = Carrying(await app.CookieOf(person));
        own.DefaultRequestHeaders.Add("Origin", app.Address);
        await own.Put("me/language", new { language = "en" }).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_cookie_without_any_proof_of_origin_changes_nothing_but_a_token_needs_none()
    {
        var token = await app.CookieOf((await app.Family()).Guardian.Id);

        await Carrying(token)
            .Put("me/language", new { language = "sv" })
            .Refused(HttpStatusCode.Forbidden, "cross-site");
        await Bearing(token).Put("me/language", new { language = "sv" }).Is(HttpStatusCode.NoContent);
        var foreign = Bearing(token);
        foreign.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        await foreign.Put("me/language", new { language = "sv" }).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Who_is_not_logged_in_is_told_how_below_api_and_led_to_the_log_in_page_elsewhere()
    {
        using var api = await app.Nobody().GetAsync("me");
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (api.StatusCode, api.Headers.WwwAuthenticate.ToString()));

        using var page = await app.Client().GetAsync("jobs?from=0&count=10");
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Equal("/log-in?to=%2Fjobs%3Ffrom%3D0%26count%3D10", page.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("//evil.example/jobs")]
    [InlineData("/\\evil.example/jobs")]
    public async Task The_way_back_after_logging_in_never_leads_elsewhere(string path)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(app.Address + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        );
        using var answer = await app.Client().SendAsync(request);

        Assert.True(
            answer.Headers.Location is null
                || answer.Headers.Location.ToString().StartsWith("/log-in?to=%2F", StringComparison.Ordinal)
        );
        Assert.Equal("/", LandingPage.Or("//evil.example/jobs"));
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/absence/report?child=1", "/absence/report?child=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("absence", "/")]
    [InlineData("/log-in?to=/log-in", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void Only_a_path_of_our_own_is_a_way_back(string? asked, string leads) =>
        Assert.Equal(leads, LandingPage.Or(asked));

    [Fact]
    public async Task Who_may_not_is_told_so()
    {
        var guardian = (await app.Family()).Guardian;

        await guardian.Api.GetAsync("absences/day").Refused(HttpStatusCode.Forbidden, "not-allowed");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' or 1=1 --")]
    public async Task A_token_made_up_is_nobodys(string token) =>
        await Bearing(token).GetAsync("me").Is(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_session_is_not_stored_as_what_opens_it()
    {
        var token = await app.CookieOf((await app.Family()).Guardian.Id);

        Assert.Equal(
            0,
            await app.Value<int>(
                "select count(*) from accounts.session_token t where t::text like '%' || @token || '%'",
                new { token }
            )
        );
    }

    [Fact]
    public async Task Roles_follow_the_day()
    {
        await using var own = await App.Start();
        var unit = await own.Unit();
        var group = await own.Group(unit);
        var child = await own.Child(group, born: own.Today.AddYears(-18).AddDays(1));
        var parent = await own.Guardian(child);
        var other = await own.Child(group);
        var former = await own.Guardian(other, ends: own.Today);
        var substitute = await own.Staff(group, ends: own.Today);
        foreach (var actor in new[] { parent, former, substitute })
            await actor.Api.GetAsync("me").Is(HttpStatusCode.OK);

        own.Clock.Advance(TimeSpan.FromDays(1));

        // The eighteenth birthday, the day after the guardianship's last, the day after the duty's last.
        await parent.Api.GetAsync("me").Refused(HttpStatusCode.Forbidden, "not-allowed");
        await former.Api.GetAsync("start").Refused(HttpStatusCode.Forbidden, "not-allowed");
        await substitute.Api.GetAsync("absences/day").Refused(HttpStatusCode.Forbidden, "not-allowed");
    }

    [Fact]
    public async Task A_session_ends_by_itself()
    {
        await using var own = await App.Start();
        var anna = await own.Guardian();
        var browser = own.Browser();
        await browser.LogIn(anna.UserName, remember: false).Is(HttpStatusCode.NoContent);
        own.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        await browser.GetAsync("me").Is(HttpStatusCode.OK);

        own.Clock.Advance(TimeSpan.FromSeconds(1));

        await browser.GetAsync("me").Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_last_use_is_noted_beside_the_requests()
    {
        await using var own = await App.Start();
        var anna = await own.As((await own.Family()).Guardian.Id);
        own.Clock.Advance(TimeSpan.FromMinutes(5));
        await anna.Api.GetAsync("me").Is(HttpStatusCode.OK);
        await own.Services.GetRequiredService<SeenSessions>().Flush();

        var session = (await anna.Api.GetAsync("me/sessions").Json())
            .AsArray()
            .Single(session => (bool)session!["current"]!)!;

        Assert.Equal(own.Clock.GetUtcNow(), (DateTimeOffset)session["seenAt"]!);
    }

    /// <summary>Reporting an absence must cost what the absence costs.</summary>
    [Fact]
    public async Task Who_is_asking_costs_no_round_trip_while_it_is_remembered()
    {
        await using var own = await App.Start(instead: services => services.AddSingleton(HearingOnlyItself));
        var anna = await own.As((await own.Family()).Guardian.Id);

        Assert.Equal(
            (3, 1),
            (await StatementsOf(anna.Api, "me/sessions"), await StatementsOf(anna.Api, "me/sessions"))
        );
    }

    /// <summary>What was looked up before a session ended must not be remembered after it.</summary>
    [Fact]
    public async Task A_look_up_that_is_overtaken_by_an_end_is_not_remembered()
    {
        var cache = HearingOnlyItself(app.Services);
        var hash = Token.New().Hash;
        var account = Guid.CreateVersion7();
        var found = CachedSession.Of(
            new(account, Guid.Empty, Guid.CreateVersion7(), Roles.Guardian, Assurance.Password, "sv", null),
            DateTimeOffset.MaxValue,
            app.Today
        );

        var epoch = cache.Epoch;
        cache.Forget(account);
        cache.Set(hash, found, epoch);
        Assert.Null(cache.Get(hash));

        cache.Set(hash, found, cache.Epoch);
        Assert.Same(found, cache.Get(hash));
        cache.Forget(account);
        Assert.Null(cache.Get(hash));
        await Task.CompletedTask;
    }

    [Fact]
    public void The_memory_for_sessions_is_bounded()
    {
        var cache = HearingOnlyItself(app.Services);
        var first = Token.New().Hash;
        cache.Set(first, CachedSession.Nobody(app.Today), cache.Epoch);
        for (var i = 0; i < 40_001; i++)
            cache.Set(Token.New().Hash, CachedSession.Nobody(app.Today), cache.Epoch);

        Assert.Null(cache.Get(first));
    }

    [Fact]
    public async Task A_session_that_ends_in_another_host_ends_here()
    {
        await using var own = await App.Start();
        var family = await own.Family();
        await family.Guardian.Api.GetAsync("me").Is(HttpStatusCode.OK);

        await own.Execute("update accounts.session set ended_at = @Now", new { Now = own.Clock.GetUtcNow() });
        var account = await own.Value<Guid>("select id from accounts.account where person_id = @Id", family.Guardian);

        for (var i = 0; i < 600; i++)
        {
            // Again and again, since what is said before the application listens is lost.
            await own.Execute("select pg_notify('kapprum', @signal)", new { signal = $"sessions:{account}" });
            using var answer = await family.Guardian.Api.GetAsync("me");
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
                return;
            await Task.Delay(50);
        }

        Assert.Fail("The session was still good after 30 seconds.");
    }

    /// <summary>
    /// A memory that no signal from the database reaches: those of others' log-ins, and the echo of its own, come when
    /// they come.
    /// </summary>
    private static SessionCache HearingOnlyItself(IServiceProvider services) =>
        new(
            new Signals(services.GetRequiredService<NpgsqlDataSource>(), NullLogger<Signals>.Instance),
            services.GetRequiredService<TimeProvider>()
        );

    /// <summary>How many statements a request sends to the database, told by the trace it carries.</summary>
    private static async Task<int> StatementsOf(HttpClient client, string path)
    {
        var (trace, statements) = (ActivityTraceId.CreateRandom(), 0);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = done =>
            {
                // Connecting is traced too, and may or may not be needed.
                if (
                    done.Source.Name == "Npgsql"
                    && done.TraceId == trace
                    && done.GetTagItem("db.query.text") is not null
                )
                    Interlocked.Increment(ref statements);
            },
        };
        ActivitySource.AddActivityListener(listener);

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        await client.SendAsync(request).Is(HttpStatusCode.OK);
        return statements;
    }

    private HttpClient Bearing(string token)
    {
        var client = app.Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Sends the cookie and says nothing about where it comes from.</summary>
    private HttpClient Carrying(string token)
    {
        var client = app.Nobody();
        client.DefaultRequestHeaders.Add("Cookie", $"kapprum={token}");
        return client;
    }
}
