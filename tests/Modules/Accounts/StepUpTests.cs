using System.Net;
using Kapprum.Accounts.EIdentification;
using Kapprum.Accounts.Sessions;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Accounts;

/// <summary>Who has to show again who it is, with a provider.</summary>
public sealed class StepUpTests(ProviderApp shared) : IClassFixture<ProviderApp>
{
    private const string Log = "/audit?action=account.log-in";

    private readonly App app = shared.App;
    private readonly OpenIdProvider provider = shared.Provider;

    [Fact]
    public async Task An_administrator_is_led_to_the_provider_and_back_to_the_page()
    {
        var (browser, _) = await Administrator();

        using var asked = await browser.Own.GetAsync(Log[1..]);
        Assert.Equal($"/step-up?wants=confirmed&to={Uri.EscapeDataString(Log)}", Location(asked));
        using var back = await browser.GoAndReturn($"?for=step-up&to={Uri.EscapeDataString(Log)}");

        Assert.Equal(Log, Location(back));
        Assert.Equal(("login", "0"), (provider.Asked["prompt"], provider.Asked["max_age"]));
        await browser.Own.GetAsync(Log[1..]).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A1_a_level_that_is_too_low_is_told_and_leads_nowhere()
    {
        var (browser, _) = await Administrator();
        provider.Claims["acr"] = "http://id.elegnamnden.se/loa/1.0/loa2";

        using var back = await browser.GoAndReturn($"?for=step-up&to={Uri.EscapeDataString(Log)}");

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        using var still = await browser.Own.GetAsync(Log[1..]);
        Assert.StartsWith("/step-up?", Location(still), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A4_another_persons_number_ends_the_session()
    {
        var (browser, account) = await Administrator();
        provider.Tells((await app.GuardianWithoutAccount()).Number);

        using var back = await browser.GoAndReturn("?for=step-up");

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.Null(await browser.Person());
        Assert.Equal(1, await Noted("session.step-up-by-other", account));
    }

    [Fact]
    public async Task Who_was_identified_before_leaving_is_not_believed()
    {
        var (browser, _) = await Administrator();
        provider.Change = claims => claims["auth_time"] = app.Clock.GetUtcNow().ToUnixTimeSeconds() - 61;

        using var back = await browser.GoAndReturn("?for=step-up");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, back.StatusCode);
        using var still = await browser.Own.GetAsync(Log[1..]);
        Assert.StartsWith("/step-up?", Location(still), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_of_before_is_worth_nothing_afterwards()
    {
        await using var own = await App.Start(settings: provider.Settings());
        var (browser, _) = await Administrator(own);
        var before = browser.Cookie("kapprum");
        using (await browser.GoAndReturn("?for=step-up")) { }
        own.Clock.Advance(TimeSpan.FromSeconds(31));

        using var old = own.Client();
        old.DefaultRequestHeaders.Add("Cookie", $"kapprum={before}");

        await old.GetAsync("api/me").Is(HttpStatusCode.Unauthorized);
        Assert.NotEqual(before, browser.Cookie("kapprum"));
        await browser.Own.GetAsync("api/me").Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(29, 20, true)]
    [InlineData(31, 1, false)]
    [InlineData(29, 17, false)]
    public async Task An_e_identification_counts_for_eight_hours_and_half_an_hour_without_anything_done(
        int minutes,
        int times,
        bool stands
    )
    {
        // 17 × 29 minutes are more than eight hours; 20 are never reached.
        times = stands ? 16 : times;
        await using var own = await App.Start(settings: provider.Settings());
        provider.By(own.Clock);
        var (browser, _) = await Administrator(own);
        using (await browser.GoAndReturn("?for=step-up")) { }

        for (var time = 0; time < times; time++)
        {
            own.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await browser.Own.GetAsync("api/me").Is(HttpStatusCode.OK);
        }

        using var answer = await browser.Own.GetAsync(Log[1..]);
        Assert.Equal(stands ? HttpStatusCode.OK : HttpStatusCode.Redirect, answer.StatusCode);
        // It does not come back by itself.
        await own.With<SeenSessions, bool>(async seen =>
        {
            await seen.Flush();
            return true;
        });
        own.Clock.Advance(TimeSpan.FromSeconds(11));
        using var again = await browser.Own.GetAsync(Log[1..]);
        Assert.Equal(answer.StatusCode, again.StatusCode);
        provider.By(app.Clock);
    }

    [Fact]
    public async Task What_an_open_page_asks_for_by_itself_is_nothing_done()
    {
        await using var own = await App.Start(settings: provider.Settings());
        provider.By(own.Clock);
        var (browser, _) = await Administrator(own);
        using (await browser.GoAndReturn("?for=step-up")) { }
        browser.Own.DefaultRequestHeaders.Add("Sec-Fetch-Dest", "empty");
        for (var time = 0; time < 3; time++)
        {
            own.Clock.Advance(TimeSpan.FromMinutes(11));
            await browser.Own.GetAsync("api/me").Is(HttpStatusCode.OK);
        }

        await browser.Own.GetAsync(Log[1..]).Is(HttpStatusCode.Redirect);
        provider.By(app.Clock);
    }

    [Fact]
    public async Task A18_while_all_providers_are_away_a_password_does_after_a_quarter_of_an_hour_and_it_is_in_the_log()
    {
        await using var broken = await OpenIdProvider.Start();
        await using var own = await App.Start(settings: broken.Settings());
        var (browser, account) = await Administrator(own);
        await broken.Stop();
        await own.Services.GetRequiredService<ProviderWatch>().Look(CancellationToken.None);
        own.Clock.Advance(TimeSpan.FromMinutes(14));
        await own.Services.GetRequiredService<ProviderWatch>().Look(CancellationToken.None);
        await Confirm(HttpStatusCode.NoContent);
        await browser.Own.GetAsync(Log[1..]).Is(HttpStatusCode.Redirect);

        own.Clock.Advance(TimeSpan.FromMinutes(1));

        await Confirm(HttpStatusCode.NoContent);
        await browser.Own.GetAsync(Log[1..]).Is(HttpStatusCode.OK);
        Assert.Equal(
            2,
            await own.Value<int>(
                """
                select count(*) from kernel.audit
                where action = 'session.confirm' and account_id = @account
                  and (details ->> 'insteadOfProvider')::boolean
                """,
                new { account }
            )
        );

        Task Confirm(HttpStatusCode expected) =>
            browser.Own.Post("api/session/confirmation", new { presentPassword = Somebodies.Password }).Is(expected);
    }

    [Fact]
    public async Task Programs_are_told_what_would_do()
    {
        var (browser, _) = await Administrator();
        var administrator = await app.Administrator();

        var problem = await browser.Own.GetAsync("api/audit").Refused(HttpStatusCode.Forbidden, "step-up-required");
        using var bearer = await administrator.Api.GetAsync("audit");

        Assert.Equal("confirmed", (string?)problem["wants"]);
        Assert.Equal(HttpStatusCode.Unauthorized, bearer.StatusCode);
        Assert.Contains(
            "acr_values=\"http://id.elegnamnden.se/loa/1.0/loa3\"",
            bearer.Headers.WwwAuthenticate.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Staff_see_how_a_protected_guardian_is_reached_when_they_have_been_identified()
    {
        var family = await app.Family();
        await app.Execute("update roster.person set protection = 'confidential' where id = @Id", family.Guardian);
        provider.Tells(await app.Number(family.Staff.Id));
        var staff = await app.WithPassword(family.Staff.Id);
        using var browser = await LoggedIn(app, staff);
        var path = $"/children/{family.Child}/contacts";
        Assert.True(await Hidden());

        using var back = await browser.GoAndReturn($"?for=step-up&to={Uri.EscapeDataString(path)}");

        Assert.Equal(path, Location(back));
        Assert.False(await Hidden());

        async Task<bool> Hidden() =>
            (bool)(await browser.Own.GetAsync($"api{path}").Json())["guardians"]![0]!["hidden"]!;
    }

    private async Task<int> Noted(string action, Guid account) =>
        await app.Value<int>(
            "select count(*) from kernel.audit where action = @action and account_id = @account",
            new { action, account }
        );

    /// <summary>An administrator who has said the password, and whom the provider will identify.</summary>
    private async Task<(IdentifiedBrowser Browser, Guid Account)> Administrator(App? of = null)
    {
        of ??= app;
        var person = (await of.Administrator()).Id;
        provider.Tells(await of.Number(person));
        var somebody = await of.WithPassword(person);
        return (await LoggedIn(of, somebody), somebody.Account);
    }

    private static async Task<IdentifiedBrowser> LoggedIn(App of, Somebody somebody)
    {
        var browser = new IdentifiedBrowser(of);
        browser.Own.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        await browser
            .Own.Post(
                "api/session",
                new
                {
                    userName = somebody.UserName,
                    password = Somebodies.Password,
                    remember = true,
                }
            )
            .Is(HttpStatusCode.NoContent);
        return browser;
    }

    private static string Location(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var location = answer.Headers.Location!;
        return location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString;
    }
}

/// <summary>Who has to show again who it is, where there is no provider.</summary>
public sealed class PasswordAgainTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task The_password_is_said_again_and_counts_for_five_minutes()
    {
        await using var own = await App.Start();
        var person = (await own.Administrator()).Id;
        await own.WithPassword(person);
        var browser = await own.Pages(person, confirmed: false);
        await browser.Open("/people?search=a");
        Assert.Equal("/step-up?wants=confirmed&to=%2Fpeople%3Fsearch%3Da", browser.Path);

        await browser.Send("confirm", ("PresentPassword", "not the present one"));
        Assert.NotNull(browser.Error("presentPassword"));
        await browser.Send("confirm", ("PresentPassword", Somebodies.Password));

        Assert.Equal("/people?search=a", browser.Path);
        own.Clock.Advance(TimeSpan.FromMinutes(4));
        await browser.Open("/people?search=a");
        Assert.Equal("/people?search=a", browser.Path);
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.Open("/people?search=a");
        Assert.StartsWith("/step-up?", browser.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_was_half_filled_in_is_there_again_and_nothing_has_been_done()
    {
        await using var own = await App.Start();
        var person = (await own.Administrator()).Id;
        await own.WithPassword(person);
        var child = await own.Child(await own.Group(await own.Unit()));
        var guardian = await own.Guardian(child);
        var browser = await own.Pages(person);
        await browser.Open($"/people/{guardian.Id}/account");
        await own.Execute(
            "update accounts.session set confirmed_at = @Before",
            new { Before = own.Clock.GetUtcNow().AddHours(-1) }
        );
        own.Services.GetRequiredService<SessionCache>().ForgetAll();

        await browser.Send("sessions");

        Assert.StartsWith("/step-up?", browser.Path, StringComparison.Ordinal);
        Assert.Equal(
            1,
            await own.Value<int>(
                """
                select count(*) from accounts.session s join accounts.account a on a.id = s.account_id
                where a.person_id = @Id and s.ended_at is null
                """,
                guardian
            )
        );
        var page = await browser.Send("confirm", ("PresentPassword", Somebodies.Password));
        Assert.StartsWith($"/people/{guardian.Id}/account?refused=", browser.Path, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector(".problems"));
        await browser.Send("sessions");
        Assert.Equal(
            0,
            await own.Value<int>(
                """
                select count(*) from accounts.session s join accounts.account a on a.id = s.account_id
                where a.person_id = @Id and s.ended_at is null
                """,
                guardian
            )
        );
    }

    [Fact]
    public async Task A_program_is_told_that_the_password_has_to_be_said_again()
    {
        var person = (await app.Administrator()).Id;
        var old = await app.As(person, confirmed: false);

        using var answer = await old.Api.GetAsync("people?search=a");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("max_age=\"300\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }
}
