using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using Kapprum.Accounts.Administration;
using Kapprum.Accounts.EIdentification;
using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kapprum.Tests.Accounts;

public sealed class EIdentificationTests(ProviderApp shared) : IClassFixture<ProviderApp>
{
    private readonly App app = shared.App;
    private readonly OpenIdProvider provider = shared.Provider;

    [Fact]
    public async Task Who_is_in_the_roster_logs_in_and_gets_an_account_without_any_mail()
    {
        var (person, number) = await app.GuardianWithoutAccount($"{Somebodies.Fresh("identified")}@example.org");
        provider.Tells(number);
        using var browser = new IdentifiedBrowser(app);

        using var back = await browser.GoAndReturn("?to=/absence?term=2026-1");

        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        Assert.Equal("/absence?term=2026-1", back.Headers.Location!.PathAndQuery);
        Assert.Equal(person, await browser.Person());
        Assert.Equal("e-identification", (string?)(await browser.Own.GetAsync("api/me").Json())["assurance"]);
        Assert.Equal(OpenIdProvider.ClientId, provider.Asked["client_id"]);
        Assert.False(provider.Asked.ContainsKey("prompt"));
        await app.Drain();
        await app.Daily("SyncAccounts");
        await app.Drain();
        var email = await app.Value<string>(
            "select email from accounts.account where person_id = @person",
            new { person }
        );
        Assert.DoesNotContain(app.Mails(), mail => mail.To.Mailboxes.Any(to => to.Address == email));
    }

    [Fact]
    public async Task Who_has_an_account_logs_in_to_it()
    {
        var anna = await app.Guardian();
        provider.Tells(await app.Number(anna.Person));
        using var browser = new IdentifiedBrowser(app);

        using var back = await browser.GoAndReturn();

        Assert.Equal(anna.Person, await browser.Person());
        Assert.Equal("/", back.Headers.Location!.PathAndQuery);
    }

    [Theory]
    [InlineData(TokenSignature.NotAtAll)]
    [InlineData(TokenSignature.WithTheSecret)]
    [InlineData(TokenSignature.WithAnotherKey)]
    public async Task A2_a_token_that_the_provider_has_not_signed_is_refused(TokenSignature signature)
    {
        provider.Tells((await app.GuardianWithoutAccount()).Number);
        provider.Signature = signature;

        await NobodyLogsIn();
    }

    [Fact]
    public async Task A3_a_state_is_good_once()
    {
        provider.Tells((await app.GuardianWithoutAccount()).Number);
        using var browser = new IdentifiedBrowser(app);
        var path = await browser.Identify(await browser.Leave());
        using (var first = await browser.Return(path))
            Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);

        using var again = await browser.Return(path);

        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Fact]
    public async Task A3_a_state_is_good_in_the_browser_that_left_and_is_not_spent_by_another()
    {
        var (person, number) = await app.GuardianWithoutAccount();
        provider.Tells(number);
        using var browser = new IdentifiedBrowser(app);
        var path = await browser.Identify(await browser.Leave());
        using var other = new IdentifiedBrowser(app);
        await other.Leave();

        using (var stolen = await other.Return(path))
            Assert.Equal(HttpStatusCode.Gone, stolen.StatusCode);
        Assert.Null(await other.Person());
        using var own = await browser.Return(path);
        Assert.Equal(person, await browser.Person());
    }

    [Fact]
    public async Task A3_a_nonce_of_another_request_is_refused()
    {
        provider.Tells((await app.GuardianWithoutAccount()).Number);
        using var other = new IdentifiedBrowser(app);
        await other.Identify(await other.Leave());
        var nonce = provider.Asked["nonce"];
        provider.Change = claims => claims["nonce"] = nonce;

        await NobodyLogsIn();
    }

    [Fact]
    public async Task A3_what_takes_longer_than_a_quarter_of_an_hour_is_over()
    {
        await using var slow = await App.Start(settings: provider.Settings());
        provider.Tells((await slow.GuardianWithoutAccount()).Number);
        using var browser = new IdentifiedBrowser(slow);
        var path = await browser.Identify(await browser.Leave());
        slow.Clock.Advance(TimeSpan.FromMinutes(16));

        using var late = await browser.Return(path);

        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
    }

    public static TheoryData<string, object> Wrongs =>
        new()
        {
            { "iss", "https://other.example.org" },
            { "aud", "another-client" },
            { "azp", "another-client" },
            { "exp", -120 },
            { "iat", -420 },
            { "iat", 120 },
            { "sub", "" },
        };

    [Theory, MemberData(nameof(Wrongs))]
    public async Task A_token_that_is_not_for_us_or_not_from_now_is_refused(string claim, object value)
    {
        provider.Tells((await app.GuardianWithoutAccount()).Number);
        provider.Change = claims =>
            claims[claim] = value is int seconds ? app.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds : value;

        await NobodyLogsIn();
    }

    [Theory]
    [InlineData("iat", -50)]
    [InlineData("iat", 50)]
    [InlineData("exp", -50)]
    public async Task Clocks_may_differ_by_a_minute(string claim, int seconds)
    {
        var (person, number) = await app.GuardianWithoutAccount();
        provider.Tells(number);
        provider.Change = claims => claims[claim] = app.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds;
        using var browser = new IdentifiedBrowser(app);

        using var back = await browser.GoAndReturn();

        Assert.Equal(person, await browser.Person());
    }

    [Fact]
    public async Task Two_kinds_of_number_are_refused()
    {
        provider.Tells((await app.GuardianWithoutAccount()).Number);
        provider.Claims["coordination"] = Numbers.Coordination();

        await NobodyLogsIn();
    }

    [Theory]
    [InlineData("http://id.elegnamnden.se/loa/1.0/loa2")]
    [InlineData("something else")]
    [InlineData(null)]
    public async Task A_level_that_is_not_known_is_believed_no_more_than_a_password(string? acr)
    {
        var (person, number) = await app.GuardianWithoutAccount();
        provider.Tells(number);
        provider.Claims.Remove("acr");
        if (acr is not null)
            provider.Claims["acr"] = acr;
        using var browser = new IdentifiedBrowser(app);

        using var back = await browser.GoAndReturn();

        var me = await browser.Own.GetAsync("api/me").Json();
        Assert.Equal(person, (Guid?)me["personId"]);
        Assert.Equal("password", (string?)me["assurance"]);
    }

    [Fact]
    public async Task A5_who_had_a_coordination_number_is_told_to_an_administrator_and_nothing_is_done()
    {
        var (person, _) = await app.GuardianWithoutAccount();
        var before = await app.Number(person, Numbers.Coordination());
        provider.Tells(Numbers.Fresh());
        provider.Claims["previous"] = before;
        using var browser = new IdentifiedBrowser(app);

        using var back = await browser.GoAndReturn();

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.Null(await browser.Person());
        Assert.Equal(
            1,
            await app.Value<int>(
                "select count(*) from kernel.audit where action = 'account.number-changed' and subject_id = @person",
                new { person }
            )
        );
        Assert.Equal(
            0,
            await app.Value<int>("select count(*) from accounts.account where person_id = @person", new { person })
        );
    }

    [Theory]
    [InlineData("{0:8}-{1}")]
    [InlineData("{0:8}{1}")]
    [InlineData("{2}-{1}")]
    [InlineData("{2}{1}")]
    [InlineData(" {2}-{1} ")]
    public async Task A6_a_number_is_the_same_in_each_spelling(string spelling)
    {
        var (person, number) = await app.GuardianWithoutAccount();
        provider.Tells(
            spelling
                .Replace("{0:8}", number[..8], StringComparison.Ordinal)
                .Replace("{2}", number[2..8], StringComparison.Ordinal)
                .Replace("{1}", number[8..], StringComparison.Ordinal)
        );
        using var browser = new IdentifiedBrowser(app);

        using var back = await browser.GoAndReturn();

        Assert.Equal(person, await browser.Person());
    }

    [Theory]
    [InlineData("190302179817", "030217+9817")]
    [InlineData("200302179817", "030217-9817")]
    [InlineData(null, "900217-1234")]
    [InlineData(null, "199002301239")]
    [InlineData(null, "20300101")]
    [InlineData(null, "TF12")]
    [InlineData(null, "")]
    public void A6_a_number_is_read_or_is_none(string? expected, string written)
    {
        var read = IdentityNumber.Read(written, new(2026, 11, 24));

        Assert.Equal(expected, read?.Digits);
        Assert.DoesNotContain("0217", $"{read}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A7_who_is_not_there_is_told_the_same_as_who_has_nobody_in_the_school()
    {
        var alone = await app.Number(await app.Person());
        provider.Tells(alone);
        var (known, knownPage) = await Refused();
        provider.Tells(Numbers.Fresh());
        var (unknown, unknownPage) = await Refused();

        Assert.Equal(HttpStatusCode.Forbidden, known);
        Assert.Equal((known, knownPage), (unknown, unknownPage));
        Assert.DoesNotContain(alone, knownPage, StringComparison.Ordinal);

        async Task<(HttpStatusCode, string)> Refused()
        {
            using var browser = new IdentifiedBrowser(app);
            using var back = await browser.GoAndReturn();
            Assert.Null(await browser.Person());
            var page = await new HtmlParser().ParseDocumentAsync(await back.Content.ReadAsStringAsync());
            return (back.StatusCode, page.QuerySelector("main")!.TextContent);
        }
    }

    [Theory]
    [InlineData("//evil.example.org")]
    [InlineData("/\\evil.example.org")]
    [InlineData("https://evil.example.org/")]
    [InlineData("/log-out")]
    [InlineData("javascript:alert(1)")]
    public async Task A8_one_is_led_to_no_page_but_ours(string to)
    {
        provider.Tells((await app.GuardianWithoutAccount()).Number);
        using var browser = new IdentifiedBrowser(app);

        using var back = await browser.GoAndReturn($"?to={Uri.EscapeDataString(to)}");

        Assert.Equal("/", back.Headers.Location!.PathAndQuery);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(200)]
    public async Task A18_while_the_provider_is_away_a_password_does(int status)
    {
        await using var broken = await OpenIdProvider.Start();
        await using var own = await App.Start(settings: broken.Settings());
        broken.By(own.Clock);
        var anna = await own.Guardian();
        if (status == 200)
            await broken.Stop();
        else
            broken.Status = status;
        using var browser = new IdentifiedBrowser(own);

        using var answer = await browser.Own.GetAsync("log-in/e-identification?to=/absence");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
        Assert.NotNull(page.QuerySelector("[role=alert]"));
        Assert.NotNull(page.QuerySelector("a[href='/log-in?with=password&to=%2Fabsence']"));
        var pages = await own.Pages();
        await pages.Open("/log-in?to=/absence");
        await pages.Send("enter", ("UserName", anna.UserName), ("Password", Somebodies.Password));
        Assert.Equal("/absence", pages.Path);
    }

    [Fact]
    public async Task A18_a_provider_that_breaks_down_on_the_way_is_told()
    {
        provider.Tells((await app.GuardianWithoutAccount()).Number);
        using var browser = new IdentifiedBrowser(app);
        var path = await browser.Identify(await browser.Leave());
        provider.Status = 502;

        using var back = await browser.Return(path);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, back.StatusCode);
        Assert.Null(await browser.Person());
    }

    [Fact]
    public async Task A18_a_provider_that_is_slow_is_not_waited_for()
    {
        await using var slow = await OpenIdProvider.Start();
        await using var own = await App.Start(settings: slow.Settings());
        slow.By(own.Clock);
        slow.Tells((await own.GuardianWithoutAccount()).Number);
        slow.Delay = TimeSpan.FromMinutes(5);
        using var browser = new IdentifiedBrowser(own);
        var patience = System.Diagnostics.Stopwatch.StartNew();

        using var back = await browser.GoAndReturn();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, back.StatusCode);
        Assert.InRange(patience.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("access_denied")]
    [InlineData("server_error")]
    public async Task Who_is_not_identified_is_told(string error)
    {
        provider.Tells((await app.GuardianWithoutAccount()).Number);
        using var browser = new IdentifiedBrowser(app);
        await browser.Leave();

        using var back = await browser.Return(
            $"/log-in/e-identification/return?error={error}&state={Asked(await browser.Leave(), "state")}"
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, back.StatusCode);
        Assert.Null(await browser.Person());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_number_may_come_with_the_user_info(bool isSigned)
    {
        var (person, number) = await app.GuardianWithoutAccount();
        provider.Tells(number);
        provider.Claims.Remove("number");
        provider.UserInfo = new() { ["number"] = number };
        provider.SignsUserInfo = isSigned;
        using var browser = new IdentifiedBrowser(app);

        using var back = await browser.GoAndReturn();

        Assert.Equal(person, await browser.Person());
    }

    [Fact]
    public async Task The_user_info_of_somebody_else_is_refused()
    {
        var (_, number) = await app.GuardianWithoutAccount();
        provider.Tells(number);
        provider.Claims.Remove("number");
        provider.UserInfo = new() { ["number"] = number, ["sub"] = "somebody else" };

        await NobodyLogsIn();
    }

    [Fact]
    public async Task The_client_may_show_a_key_instead_of_a_secret()
    {
        using var key = RSA.Create(2048);
        await using var other = await OpenIdProvider.Start();
        other.ClientKey = key;
        var settings = other.Settings();
        settings.Remove("EIdentification:Providers:test:ClientSecret");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem());
        settings["EIdentification:Providers:test:PrivateKeyFile"] = file;
        await using var own = await App.Start(settings: settings);
        other.By(own.Clock);
        var (person, number) = await own.GuardianWithoutAccount();
        other.Tells(number);
        using var browser = new IdentifiedBrowser(own);

        using var back = await browser.GoAndReturn();

        Assert.Equal(person, await browser.Person());
        File.Delete(file);
    }

    [Fact]
    public async Task Several_providers_are_offered_in_their_order_before_the_password()
    {
        var settings = provider.Settings("one").Concat(provider.Settings("two")).ToDictionary();
        settings["EIdentification:Providers:one:Order"] = "2";
        settings["EIdentification:Providers:two:Text"] = "Två";
        await using var both = await App.Start(settings: settings);
        var page = await (await both.Pages()).Open("/log-in?to=/absence");

        Assert.Equal(
            [
                "/log-in/e-identification?provider=two&to=%2Fabsence",
                "/log-in/e-identification?provider=one&to=%2Fabsence",
            ],
            page.QuerySelectorAll("a.button").Select(link => link.GetAttribute("href"))
        );
        Assert.False(page.QuerySelector("details")!.HasAttribute("open"));
    }

    [Fact]
    public async Task Who_logs_out_is_led_to_log_out_at_the_provider_where_it_offers_that()
    {
        await using var other = await OpenIdProvider.Start();
        other.OffersLogOut = true;
        await using var own = await App.Start(settings: other.Settings());
        other.By(own.Clock);
        var (_, number) = await own.GuardianWithoutAccount();
        other.Tells(number);
        using var browser = new IdentifiedBrowser(own);
        using (await browser.GoAndReturn()) { }
        browser.Own.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        using var left = await browser.Own.PostAsync(
            "log-out",
            new FormUrlEncodedContent([KeyValuePair.Create("_handler", "leave")])
        );

        using var there = await browser.Own.GetAsync(left.Headers.Location!.OriginalString);
        var refresh = Assert.Single(there.Headers.GetValues("Refresh"));
        Assert.StartsWith($"0; url={other.Address}/end?client_id=kapprum&", refresh, StringComparison.Ordinal);
        Assert.DoesNotContain(number, refresh, StringComparison.Ordinal);
        Assert.Null(await browser.Person());
    }

    [Fact]
    public async Task A_personal_identity_number_is_in_no_log()
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        // Hangfire logs by way of a static property, so the log must outlive the application.
        var log = LoggerFactory.Create(logging =>
            logging
                .SetMinimumLevel(LogLevel.Trace)
                .AddProvider(new LogLines(LogLevel.Trace, (_, line) => lines.Enqueue(line)))
        );
        await using var own = await App.Start(
            settings: provider.Settings(),
            instead: services => services.AddSingleton(log)
        );
        var (_, number) = await own.GuardianWithoutAccount();
        provider.Tells(number);
        using var browser = new IdentifiedBrowser(own);
        using (await browser.GoAndReturn()) { }
        provider.Signature = TokenSignature.WithAnotherKey;
        using var other = new IdentifiedBrowser(own);
        using (await other.GoAndReturn("?provider=test")) { }

        Assert.NotEmpty(lines);
        Assert.DoesNotContain(lines, line => line.Contains(number, StringComparison.Ordinal));
        Assert.DoesNotContain(
            await own.Value<string>("select string_agg(a::text, ' ') from kernel.audit a"),
            number,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Issuer", "http://id.example.org")]
    [InlineData("ClientId", "")]
    [InlineData("ClientSecret", "")]
    [InlineData("Parameters:state", "mine")]
    public void A_provider_that_cannot_be_is_told_at_the_start(string setting, string value)
    {
        var given = new ProviderOptions
        {
            Issuer = "https://id.example.org",
            ClientId = "kapprum",
            ClientSecret = "secret",
            Preset = ProviderPreset.Freja,
        };
        var settings = new EIdentificationSettings { Providers = { ["freja"] = given } };
        var right = ActivatorUtilities.CreateInstance<ProvidersAreRight>(app.Services);
        Assert.True(right.Validate(null, settings).Succeeded);
        Assert.False(string.IsNullOrEmpty(IdentityProvider.Of("freja", given).Scopes));

        switch (setting)
        {
            case "Issuer":
                given.Issuer = value;
                break;
            case "ClientId":
                given.ClientId = value;
                break;
            case "ClientSecret":
                given.ClientSecret = value;
                break;
            default:
                given.Parameters["state"] = value;
                break;
        }

        Assert.Contains(
            "EIdentification:Providers:freja",
            Assert.Single(right.Validate(null, settings).Failures!),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_administrator_outside_the_roster_is_known_by_a_keyed_hash()
    {
        var (number, email) = (Numbers.Fresh(), $"{Somebodies.Fresh("administrator")}@example.org");
        await app.Send(new CreateAdministrator(email, CivicNumber: new Secret(number)));
        provider.Tells(number);
        using var browser = new IdentifiedBrowser(app);

        using var back = await browser.GoAndReturn("?to=/audit");

        Assert.Equal("/audit", back.Headers.Location!.PathAndQuery);
        await browser.Own.GetAsync("audit").Is(HttpStatusCode.OK);
        var stored = await app.Value<byte[]>(
            "select number_hash from accounts.account where email = @email",
            new { email }
        );
        Assert.NotEqual(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(number)), stored);
        var taken = await Assert.ThrowsAsync<Refusal>(() =>
            app.Send(new CreateAdministrator($"other-{email}", CivicNumber: new Secret(number)))
        );
        Assert.Equal("accounts/civic-number-taken", taken.Code);
        await Assert.ThrowsAsync<FluentValidation.ValidationException>(() =>
            app.Send(new CreateAdministrator(email, CivicNumber: new Secret("199002301239")))
        );
    }

    [Fact]
    public async Task An_administrator_tries_a_provider_and_sees_its_claims_masked()
    {
        var person = (await app.Administrator()).Id;
        var somebody = await app.WithPassword(person);
        using var browser = new IdentifiedBrowser(app);
        browser.Own.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        await browser.Own.GetAsync("e-identification").Is(HttpStatusCode.Redirect);
        await browser
            .Own.Post("api/session", new { userName = somebody.UserName, password = Somebodies.Password })
            .Is(HttpStatusCode.NoContent);
        await browser.Own.GetAsync("e-identification").Is(HttpStatusCode.OK);
        var number = Numbers.Fresh();
        provider.Tells(number);
        provider.Claims["given_name"] = "Wilhelmina";
        provider.Claims["sub"] = "somebody-of-the-providers";

        using var back = await browser.GoAndReturn("?provider=test&for=trial");

        var page = await new HtmlParser().ParseDocumentAsync(await back.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        var claims = page.QuerySelectorAll("tbody tr")
            .ToDictionary(row => row.Children[0].TextContent, row => row.Children[1].TextContent);
        Assert.Equal("1990••••••••", claims["number"]);
        Assert.Equal("Wilh••••••", claims["given_name"]);
        Assert.Equal(provider.Address, claims["iss"]);
        Assert.Equal(2, page.QuerySelectorAll(".note.good").Length);
        Assert.DoesNotContain(number, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(person, await browser.Person());
    }

    [Fact]
    public async Task A_guardian_tries_no_provider()
    {
        var anna = await app.Guardian();
        provider.Tells(await app.Number(anna.Person));
        using var browser = new IdentifiedBrowser(app);
        browser.Own.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        await browser
            .Own.Post("api/session", new { userName = anna.UserName, password = Somebodies.Password })
            .Is(HttpStatusCode.NoContent);

        using var back = await browser.GoAndReturn("?provider=test&for=trial");

        Assert.Equal("/", back.Headers.Location!.PathAndQuery);
    }

    /// <summary>It is told, and nothing of why.</summary>
    private async Task NobodyLogsIn()
    {
        using var browser = new IdentifiedBrowser(app);
        using var back = await browser.GoAndReturn();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, back.StatusCode);
        Assert.Null(await browser.Person());
    }

    private static string Asked(Uri address, string parameter) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query)[parameter].ToString();
}
