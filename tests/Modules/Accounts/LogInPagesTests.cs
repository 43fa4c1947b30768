using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Kapprum.Accounts.Sessions;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Accounts;

public sealed class LogInPagesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Chosen = "tolv randiga mössor";

    private readonly App app = shared.App;

    [Fact]
    public async Task Somebody_logs_in_and_comes_to_the_page_that_was_asked_for()
    {
        var anna = await app.Guardian();
        var browser = await app.Pages();
        await browser.Open("/absence?term=2026-1");
        Assert.Equal("/log-in?to=%2Fabsence%3Fterm%3D2026-1", browser.Path);

        await browser.Send(
            "enter",
            ("UserName", $" {anna.UserName.ToUpperInvariant()} "),
            ("Password", Somebodies.Password)
        );

        Assert.Equal("/absence?term=2026-1", browser.Path);
        Assert.Equal(DateTime.MinValue, browser.Cookies["kapprum"]!.Expires);
        Assert.NotNull(browser.Cookies["kapprum.device"]);
    }

    [Theory]
    [InlineData("sv", "Du blev utloggad innan det skickades.")]
    [InlineData("en", "You were logged out before it was sent.")]
    public async Task A_form_sent_after_the_session_has_ended_leads_back_to_its_page_and_is_said_not_to_have_arrived(
        string language,
        string said
    )
    {
        var anna = await app.Guardian();
        var browser = await app.Pages(anna.Person, language);
        await browser.Open("/account/user-name?from=phone");
        await app.Execute(
            "update accounts.session set ended_at = @Now where account_id = @Account",
            new { Now = app.Clock.GetUtcNow(), anna.Account }
        );
        app.Services.GetRequiredService<SessionCache>().Forget(anna.Account);

        var page = await browser.Send("username", ("UserName", Somebodies.Fresh("unsent")));

        Assert.Equal("/log-in?to=%2Faccount%2Fuser-name%3Ffrom%3Dphone&unsent=1", browser.Path);
        Assert.StartsWith(said, page.QuerySelector("[role=status]")!.TextContent.Trim(), StringComparison.Ordinal);
        await browser.Send("enter", ("UserName", anna.UserName), ("Password", Somebodies.Password));
        Assert.Equal("/account/user-name?from=phone", browser.Path);
        Assert.Equal(
            anna.UserName,
            await app.Value<string>("select user_name from accounts.account where id = @Account", anna)
        );
    }

    [Fact]
    public async Task Without_a_choice_on_the_way_in_the_accounts_language_goes_before_the_devices()
    {
        var (anna, bo) = (await app.Guardian(), await app.Guardian());
        await app.Execute("update accounts.account set language = 'en' where id = @Account", anna);
        var browser = await app.Pages();
        await browser.Open("/log-in");

        var page = await browser.Send("enter", ("UserName", anna.UserName), ("Password", Somebodies.Password));
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        page = await browser.Send("form[action='/log-out']");
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));

        page = await browser.Send("enter", ("UserName", bo.UserName), ("Password", Somebodies.Password));
        Assert.Equal("sv", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("sv", await app.Value<string>("select language from accounts.account where id = @Account", bo));
    }

    [Fact]
    public async Task The_language_chosen_outside_stays_and_is_nobody_elses()
    {
        var (anna, bo) = (await app.Guardian(), await app.Guardian());
        var browser = await app.Pages();
        await browser.Open("/log-in");
        await browser.Send("form.languages", ("language", "en"));

        var page = await browser.Send("enter", ("UserName", anna.UserName), ("Password", Somebodies.Password));

        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("en", await app.Value<string>("select language from accounts.account where id = @Account", anna));

        await browser.Send("form[action='/log-out']");
        page = await browser.Send("enter", ("UserName", bo.UserName), ("Password", Somebodies.Password));
        Assert.Equal("sv", page.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task On_a_device_of_ones_own_one_stays_logged_in_and_is_led_on_from_the_log_in_page()
    {
        var anna = await app.Guardian();
        var browser = await app.Pages();
        await browser.Open("/log-in");

        await browser.Send("enter", ("UserName", anna.Email), ("Password", Somebodies.Password), ("Remember", "true"));

        Assert.Equal("/", browser.Path);
        Assert.Equal(App.Morning.AddDays(30).UtcDateTime, browser.Cookies["kapprum"]!.Expires.ToUniversalTime());
        await browser.Open("/log-in?to=/absence");
        Assert.Equal("/absence", browser.Path);
    }

    [Theory]
    [InlineData("//evil.example.org/")]
    [InlineData(@"/\evil.example.org/")]
    [InlineData("https://evil.example.org/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/log-in?to=/log-in")]
    [InlineData("/log-out")]
    public async Task Logging_in_leads_nowhere_else(string to)
    {
        var anna = await app.Guardian();
        var browser = await app.Pages();
        await browser.Open($"/log-in?to={Uri.EscapeDataString(to)}");

        await browser.Send("enter", ("UserName", anna.UserName), ("Password", Somebodies.Password));

        Assert.Equal("/", browser.Path);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_saying_what_was_wrong_and_the_name_is_kept()
    {
        var anna = await app.Guardian();
        var browser = await app.Pages();
        await browser.Open("/log-in");

        var page = await browser.Send("enter", ("UserName", anna.UserName), ("Password", "fel fel fel fel"));
        var known = page.QuerySelector("[role=alert]")!.TextContent.Trim();
        Assert.StartsWith("Användarnamnet eller lösenordet stämmer inte.", known, StringComparison.Ordinal);
        Assert.Equal(anna.UserName, Input(page, "UserName").Value);
        Assert.Equal("", Input(page, "Password").Value);

        page = await browser.Send("enter", ("UserName", "nobody-at-all"), ("Password", "fel fel fel fel"));
        Assert.Equal(known, page.QuerySelector("[role=alert]")!.TextContent.Trim());
    }

    [Fact]
    public async Task What_is_missing_is_said_at_its_field()
    {
        var browser = await app.Pages();
        await browser.Open("/log-in");

        await browser.Send("enter");

        Assert.Equal("Skriv ditt användarnamn eller din e-postadress.", browser.Error("userName"));
        Assert.Equal("Skriv ditt lösenord.", browser.Error("password"));
    }

    [Fact]
    public async Task A_log_in_page_left_open_in_a_browser_whose_cookies_are_gone_still_works()
    {
        var anna = await app.Guardian();
        using var browser = app.Client();
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        var answer = await browser.PostAsync(
            "/log-in",
            new FormUrlEncodedContent([
                new("_handler", "enter"),
                new("UserName", anna.UserName),
                new("Password", Somebodies.Password),
            ])
        );

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Contains(
            answer.Headers.GetValues("Set-Cookie"),
            cookie => cookie.StartsWith("kapprum=", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("/log-in", "enter")]
    [InlineData("/log-out", "leave")]
    public async Task Another_site_can_neither_log_in_nor_out(string path, string form)
    {
        using var browser = app.Client();
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        var answer = await browser.PostAsync(path, new FormUrlEncodedContent([new("_handler", form)]));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(
            answer.Headers.GetValues("Set-Cookie"),
            cookie => cookie.StartsWith("kapprum=", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Logging_out_ends_the_session_and_clears_what_the_browser_has_kept()
    {
        var anna = await app.Guardian();
        var browser = await app.Pages(anna.Person);
        await browser.Open("/");
        var cookie = browser.Cookies["kapprum"]!.Value;

        await browser.Send(".user form");

        Assert.Equal("/log-in", browser.Path);
        Assert.Equal("Du är utloggad.", browser.Toast);
        Assert.Null(browser.Cookies["kapprum"]);
        using var other = app.Client();
        other.DefaultRequestHeaders.Add("Cookie", $"kapprum={cookie}");
        other.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(HttpStatusCode.Found, (await other.GetAsync("/")).StatusCode);
        // Who has been logged out already is told the same.
        var answer = await other.PostAsync("/log-out", new FormUrlEncodedContent([new("_handler", "leave")]));
        Assert.Equal("/log-in", answer.Headers.Location!.AbsolutePath);
        Assert.Equal("\"storage\"", answer.Headers.GetValues("Clear-Site-Data").Single());
    }

    [Fact]
    public async Task Following_a_link_to_log_out_asks_first()
    {
        var anna = await app.Guardian();
        var browser = await app.Pages(anna.Person);
        await browser.Open("/log-out");
        await browser.Open("/");
        Assert.Equal("/", browser.Path);

        await browser.Open("/log-out");
        await browser.Send("leave");

        Assert.Equal("/log-in", browser.Path);
    }

    [Fact]
    public async Task Somebody_activates_an_account_and_is_in()
    {
        var bo = await app.Invited(givenName: "Bosse");
        await app.AskForLink(bo.Email);
        var token = app.TokenTo(bo.Email);
        var browser = await app.Pages();

        var page = await browser.Open($"/activate?token={token}");
        Assert.Equal("Välkommen, Bosse!", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(bo.UserName, Input(page, "UserName").Value);
        Assert.Contains("Minst 12 tecken", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await browser.Send("activate", ("Password", "för kort"));
        Assert.Contains("minst 12 tecken", browser.Error("password"), StringComparison.Ordinal);

        await browser.Send("activate", ("Password", Chosen), ("Remember", "true"));

        Assert.Equal("/", browser.Path);
        Assert.Equal("Ditt konto är igång. Välkommen!", browser.Toast);
        await app.Browser().LogIn(bo.Email, Chosen).Is(HttpStatusCode.NoContent);
        Assert.Equal(
            2,
            await app.Value<int>(
                """
                select count(*)
                from kernel.audit
                where account_id = @Account and action = 'account.log-in' and subject_id = @Account
                """,
                bo
            )
        );
    }

    [Fact]
    public async Task Of_two_who_share_an_address_the_second_is_suggested_a_user_name_of_the_own_name()
    {
        var address = $"{Somebodies.Fresh("familj")}@example.org";
        await app.Invited(address, "Anna");
        var bo = await app.Invited(address, Somebodies.Fresh("Bo"));
        await app.AskForLink(address);
        var mail = app.MailsTo(address)
            .Single(mail => mail.TextBody!.Contains("Hej Bo", StringComparison.Ordinal))
            .TextBody!;
        var browser = await app.Pages();

        var page = await browser.Open(
            $"/activate?token={mail[(mail.IndexOf("token=", StringComparison.Ordinal) + 6)..][..43]}"
        );
        var suggested = Input(page, "UserName").Value;
        Assert.Matches(@"^bo\d+\.family\d+$", suggested);
        await browser.Send("activate", ("Password", Chosen), ("UserName", address));
        Assert.Contains("upptaget", browser.Error("userName"), StringComparison.Ordinal);
        await browser.Send("activate", ("Password", Chosen), ("UserName", suggested));

        Assert.Equal("/", browser.Path);
        Assert.Equal(
            suggested,
            await app.Value<string>("select user_name from accounts.account where id = @Account", bo)
        );
    }

    [Fact]
    public async Task A_protected_identity_is_not_named_on_the_page()
    {
        var bo = await app.Invited(givenName: "Hemlige", protection: "confidential");
        await app.AskForLink(bo.Email);

        var page = await (await app.Pages()).Open($"/activate?token={app.TokenTo(bo.Email)}");

        Assert.Equal("Välkommen till Kapprum", page.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain("Hemlige", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_link_leads_to_logging_in_also_when_its_form_is_sent_again()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        var token = app.TokenTo(bo.Email);
        var twice = await app.Pages();
        await twice.Open($"/activate?token={token}");
        await app.Nobody().Post("activation", new { token, password = Chosen }).Is(HttpStatusCode.OK);

        var page = await twice.Send("activate", HttpStatusCode.Gone, ("Password", Chosen));

        Assert.Equal("Länken är redan använd", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(
            ["/log-in", "/new-password"],
            page.QuerySelectorAll("main .actions a").Select(link => link.GetAttribute("href"))
        );
        Assert.Null(twice.Cookies["kapprum"]);
    }

    [Fact]
    public async Task An_expired_link_is_renewed_by_its_button_with_a_mail_to_the_account()
    {
        await using var moving = await App.Start();
        var bo = await moving.Invited();
        await moving.AskForLink(bo.Email);
        var old = moving.TokenTo(bo.Email);
        moving.Clock.Advance(TimeSpan.FromDays(7));
        var browser = await moving.Pages();

        var page = await browser.Open($"/activate?token={old}", HttpStatusCode.Gone);
        Assert.Equal("Länken gäller inte längre", page.QuerySelector("h1")!.TextContent);
        page = await browser.Send("renew");
        Assert.Equal("/new-password?sent=true", browser.Path);
        Assert.Equal("Titta i din mejl", page.QuerySelector("h1")!.TextContent);

        await moving.Drain();
        page = await browser.Open($"/activate?token={moving.TokenTo(bo.Email)}");
        Assert.NotNull(page.QuerySelector("input[type=password]"));
        page = await browser.Open($"/activate?token={old}", HttpStatusCode.Gone);
        Assert.Equal("Det finns en nyare länk", page.QuerySelector("h1")!.TextContent);
        // Not yet: it has just been sent.
        await browser.Send("renew");
        await moving.Drain();
        Assert.Equal(2, moving.MailsTo(bo.Email).Count);
    }

    [Theory]
    [InlineData("/activate")]
    [InlineData("/activate?token=x")]
    [InlineData("/new-password?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_link_that_is_none_leads_to_asking_for_one(string path)
    {
        var page = await (await app.Pages()).Open(path, HttpStatusCode.Gone);

        Assert.Equal("Länken går inte att använda", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("/new-password", page.QuerySelector("main .actions a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_link_to_a_new_password_does_not_activate_and_the_other_way_round()
    {
        var bo = await app.Invited();
        var anna = await app.Guardian();
        await app.AskForLink(bo.Email);
        await app.AskForLink(anna.Email);
        var browser = await app.Pages();

        await browser.Open($"/new-password?token={app.TokenTo(bo.Email)}", HttpStatusCode.Gone);
        await browser.Open($"/activate?token={app.TokenTo(anna.Email)}", HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Who_has_forgotten_the_password_asks_for_a_link_and_chooses_a_new_one()
    {
        var anna = await app.Guardian();
        var browser = await app.Pages();
        await browser.Open("/new-password");

        await browser.Send("ask", ("UserName", anna.UserName));
        Assert.Equal("/new-password?sent=true", browser.Path);
        await app.Drain();
        var page = await browser.Open($"/new-password?token={app.TokenTo(anna.Email)}");
        Assert.Equal(anna.UserName, page.QuerySelector<IHtmlInputElement>("input[autocomplete=username]")!.Value);
        await browser.Send("password", ("Password", "lösenord2026"));
        Assert.Contains("gissas", browser.Error("password"), StringComparison.Ordinal);
        // Chosen on the way in, whichever way that is.
        await browser.Send("form.languages", ("language", "en"));
        page = await browser.Send("password", ("Password", Chosen));

        Assert.Equal("/", browser.Path);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("en", await app.Value<string>("select language from accounts.account where id = @Account", anna));
        Assert.NotNull(browser.Toast);
        await app.Browser().LogIn(anna.UserName, Chosen).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Asking_for_a_new_password_is_answered_alike_for_known_and_unknown_names()
    {
        var anna = await app.Guardian();

        Assert.Equal(await Asked(anna.Email), await Asked("nobody-at-all@example.org"));

        async Task<string> Asked(string name)
        {
            var browser = await app.Pages();
            await browser.Open("/new-password");
            var page = await browser.Send("ask", ("UserName", name));
            return $"{browser.Path} {page.QuerySelector("main")!.TextContent}";
        }
    }

    [Theory]
    [InlineData("/log-in")]
    [InlineData("/activate?token=x")]
    [InlineData("/new-password")]
    [InlineData("/new-password?token=x")]
    [InlineData("/log-out")]
    [InlineData("/help/log-in")]
    public async Task The_pages_are_never_kept_and_send_no_referrer(string path)
    {
        using var client = app.Client();

        var answer = await client.GetAsync(path);

        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task Browsers_and_password_managers_are_told_what_the_fields_are()
    {
        var bo = await app.Invited();
        await app.AskForLink(bo.Email);
        var browser = await app.Pages();

        Assert.Equal(["username", "current-password"], Fields(await browser.Open("/log-in")));
        Assert.Equal(
            ["username", "new-password"],
            Fields(await browser.Open($"/activate?token={app.TokenTo(bo.Email)}"))
        );
        Assert.Equal(["username"], Fields(await browser.Open("/new-password")));

        static IEnumerable<string?> Fields(IHtmlDocument page) =>
            page.QuerySelectorAll("main input[autocomplete]").Select(input => input.GetAttribute("autocomplete"));
    }

    [Fact]
    public async Task The_help_answers_in_both_languages()
    {
        Assert.Equal(
            "Hjälp med att logga in",
            (await (await app.Pages()).Open("/help/log-in")).QuerySelector("h1")!.TextContent
        );
        var page = await (await app.Pages(language: "en")).Open("/help/log-in");
        Assert.Equal("Help with logging in", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(8, page.QuerySelectorAll("main h2").Length);
    }

    private static IHtmlInputElement Input(IParentNode page, string name) =>
        (IHtmlInputElement)page.QuerySelector($"input[name={name}]")!;
}
