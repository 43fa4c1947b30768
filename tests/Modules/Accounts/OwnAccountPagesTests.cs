using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

public sealed class OwnAccountPagesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Phone =
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";

    private readonly App app = shared.App;

    [Fact]
    public async Task The_account_page_leads_to_all_of_it_and_out()
    {
        var anna = await app.Guardian();
        var browser = await app.Pages(anna.Person);

        var page = await browser.Open("/account");

        Assert.Equal(
            [
                "/contact",
                "/notifications/settings",
                "/account/language",
                "/account/user-name",
                "/account/email",
                "/account/password",
                "/account/sessions",
                "/account/tokens",
            ],
            page.QuerySelectorAll("main .row a").Select(link => link.GetAttribute("href"))
        );
        Assert.Contains(anna.UserName, page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await browser.Send("main form");
        Assert.Equal("/log-in", browser.Path);
    }

    [Fact]
    public async Task Staff_who_are_no_guardians_keep_no_contact_details()
    {
        var family = await app.Family();

        var page = await (await app.Pages(family.Staff.Id)).Open("/account");

        Assert.Null(page.QuerySelector("a[href='/contact']"));
    }

    [Fact]
    public async Task Somebody_changes_the_user_name()
    {
        var anna = await app.Guardian();
        var bo = await app.Guardian();
        var name = Somebodies.Fresh("anna.lind");
        var browser = await app.Pages(anna.Person);

        var page = await browser.Open("/account/user-name");
        Assert.Equal(anna.UserName, page.QuerySelector<IHtmlInputElement>("input[name=UserName]")!.Value);
        await browser.Send("username", ("UserName", bo.UserName), ("PresentPassword", "fel fel fel fel"));
        Assert.NotNull(browser.Error("presentPassword"));
        await browser.Send("username", ("UserName", bo.UserName), ("PresentPassword", Somebodies.Password));
        Assert.Equal("Användarnamnet är upptaget. Välj ett annat.", browser.Error("userName"));
        await browser.Send("username", ("UserName", ""));
        Assert.NotNull(browser.Error("userName"));
        await browser.Send("username", ("UserName", name), ("PresentPassword", Somebodies.Password));

        Assert.Equal("/account", browser.Path);
        Assert.Equal("Ditt nya användarnamn gäller nu.", browser.Toast);
        await app.Browser().LogIn(name).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Somebody_changes_the_password_and_the_other_devices_are_logged_out()
    {
        var anna = await app.Guardian();
        var other = await app.Pages(anna.Person);
        var browser = await app.Pages(anna.Person);
        await browser.Open("/account/password");

        await browser.Send("password", ("PresentPassword", "fel fel fel fel"), ("NewPassword", "tolv randiga mössor"));
        Assert.Equal("Det är inte ditt nuvarande lösenord.", browser.Error("presentPassword"));
        await browser.Send("password", ("PresentPassword", Somebodies.Password), ("NewPassword", "tolv"));
        Assert.Contains("minst 12 tecken", browser.Error("newPassword"), StringComparison.Ordinal);
        await browser.Send(
            "password",
            ("PresentPassword", Somebodies.Password),
            ("NewPassword", "tolv randiga mössor")
        );

        Assert.Equal("/account", browser.Path);
        await app.Browser().LogIn(anna.UserName, "tolv randiga mössor").Is(HttpStatusCode.NoContent);
        await other.Open("/account");
        Assert.StartsWith("/log-in", other.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_changes_the_language_and_the_next_page_speaks_it()
    {
        var anna = await app.Guardian();
        var browser = await app.Pages(anna.Person);
        await browser.Open("/account/language");

        var page = await browser.Send("language", ("Language", "en"));

        Assert.Equal("Account", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("The language is changed.", browser.Toast);
        Assert.Equal("en", await app.Value<string>("select language from accounts.account where id = @Account", anna));
        await browser.Open("/account/language");
        await browser.Send("language", ("Language", "xx"));
        Assert.StartsWith("The language", browser.Error("language"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_recognises_the_devices_and_logs_one_out_and_then_all_the_others()
    {
        var anna = await app.Guardian();
        await app.Execute("delete from accounts.session where account_id = @Account", anna);
        for (var i = 0; i < 2; i++)
        {
            var phone = app.Browser();
            phone.DefaultRequestHeaders.UserAgent.ParseAdd(Phone);
            await phone.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        }

        await app.Pages(anna.Person);
        var browser = await app.Pages(anna.Person);

        var page = await browser.Open("/account/sessions");
        Assert.Equal("Den här enheten", page.QuerySelector("main .row .tag")!.TextContent);
        Assert.Equal(4, Rows(page).Length);
        Assert.Equal(
            2,
            Rows(page).Count(row => row.TextContent.Contains("Chrome på Android", StringComparison.Ordinal))
        );
        Assert.All(
            Rows(page).Skip(1),
            row => Assert.Contains("Senast använd nyss", row.TextContent, StringComparison.Ordinal)
        );

        var button = page.QuerySelectorAll("main .row button")
            .First(button => button.GetAttribute("aria-label") == "Logga ut Chrome på Android");
        page = await browser.Send("end", ("Id", button.GetAttribute("value")!));
        Assert.Equal("Enheten är utloggad.", browser.Toast);
        Assert.Equal(3, Rows(page).Length);
        Assert.Equal(
            1,
            await app.Value<int>(
                "select count(*) from kernel.audit where action = 'session.end' and account_id = @Account",
                anna
            )
        );

        page = await browser.Send("others");
        Assert.Single(Rows(page));
        Assert.Empty(page.QuerySelectorAll("main form button"));
    }

    [Fact]
    public async Task Somebody_elses_session_cannot_be_ended()
    {
        var bo = await app.Guardian();
        await app.Pages(bo.Person);
        var session = await app.Value<Guid>(
            "select max(id::text)::uuid from accounts.session where account_id = @Account",
            bo
        );
        var anna = await app.Guardian();
        var browser = await app.Pages(anna.Person);
        await browser.Open("/account/sessions");

        await browser.Send("end", ("Id", session.ToString()));

        Assert.True(
            await app.Value<bool>("select ended_at is null from accounts.session where id = @session", new { session })
        );
    }

    private static IElement[] Rows(IHtmlDocument page) => [.. page.QuerySelectorAll("main .row")];
}
