using System.Net;
using AngleSharp.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

public sealed class ChangeEmailTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_new_address_counts_when_it_is_confirmed_and_the_old_one_is_told()
    {
        var anna = await app.Guardian();
        var address = Fresh();
        var browser = await app.Pages(anna.Person);
        var page = await browser.Open("/account/email");
        Assert.Contains(anna.Email, page.QuerySelector(".lead")!.TextContent, StringComparison.Ordinal);

        page = await browser.Send("email", ("Email", $" {address} "), ("PresentPassword", Somebodies.Password));
        Assert.Equal("Länken är skickad.", browser.Toast);
        Assert.Contains(address, page.QuerySelector(".note")!.TextContent, StringComparison.Ordinal);
        await app.Drain();
        Assert.Empty(app.MailsTo(anna.Email));
        Assert.Equal(anna.Email, await EmailOf(anna));

        page = await browser.Open($"/account/email/confirm?token={app.TokenTo(address)}");
        Assert.Contains(address, page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(anna.Email, await EmailOf(anna));
        await browser.Send("confirm");

        Assert.Equal("/account", browser.Path);
        Assert.Equal("Din nya e-postadress gäller nu.", browser.Toast);
        Assert.Equal(address, await EmailOf(anna));
        await app.Drain();
        var told = Assert.Single(app.MailsTo(anna.Email));
        Assert.Equal("Din e-postadress i Kapprum är ändrad", told.Subject);
        Assert.DoesNotContain(address, told.TextBody, StringComparison.Ordinal);
        await app.Browser().LogIn(address).Is(HttpStatusCode.NoContent);
        await app.Browser().LogIn(anna.Email).Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        Assert.Equal(
            1,
            await app.Value<int>(
                "select count(*) from kernel.audit where action = 'account.change-email' and account_id = @Account",
                anna
            )
        );
    }

    [Fact]
    public async Task Whose_user_name_was_the_old_address_logs_in_with_the_new_one()
    {
        var (old, address) = (Fresh(), Fresh());
        var anna = await app.Guardian(userName: old, email: old);

        await Change(anna, address);

        Assert.Equal(
            address,
            await app.Value<string>("select user_name from accounts.account where id = @Account", anna)
        );
    }

    [Fact]
    public async Task A_user_name_that_is_somebody_elses_address_is_left_to_that_person()
    {
        var (old, taken) = (Fresh(), Fresh());
        await app.Guardian(userName: taken, email: taken);
        var anna = await app.Guardian(userName: old, email: old);

        await Change(anna, taken);

        Assert.Equal(
            (taken, old),
            (
                await EmailOf(anna),
                await app.Value<string>("select user_name from accounts.account where id = @Account", anna)
            )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData("anna@")]
    [InlineData("anna lind@example.org")]
    [InlineData("Anna Lind <anna@example.org>")]
    public async Task An_address_must_be_one(string address)
    {
        var anna = await app.Guardian();

        await (await app.As(anna.Person))
            .Api.Put("me/email", new { email = address, presentPassword = Somebodies.Password })
            .RefusedField("email");
    }

    [Fact]
    public async Task The_address_is_changed_only_by_who_knows_the_password_and_only_to_another_one()
    {
        var anna = await app.Guardian();
        var browser = await app.Pages(anna.Person);
        await browser.Open("/account/email");

        await browser.Send("email", ("Email", Fresh()), ("PresentPassword", "fel fel fel fel"));
        Assert.Equal("Det är inte ditt nuvarande lösenord.", browser.Error("presentPassword"));
        await browser.Send("email", ("Email", anna.Email.ToUpperInvariant()), ("PresentPassword", Somebodies.Password));
        Assert.Equal("Det är den adress du redan har.", browser.Error("email"));

        await app.Drain();
        Assert.Equal(
            0,
            await app.Value<int>("select count(*) from accounts.email_change where account_id = @Account", anna)
        );
    }

    [Fact]
    public async Task A_mistyped_address_gives_whoever_reads_the_mail_nothing()
    {
        var anna = await app.Guardian();
        var bo = await app.Guardian();
        var token = await Ask(anna, Fresh());

        await (await app.As(bo.Person))
            .Api.Post("me/email/confirmation", new { token })
            .Refused(HttpStatusCode.NotFound, "not-found");
        await app.Nobody().GetAsync($"link?token={token}").Refused(HttpStatusCode.NotFound, "not-found");
        await app.Nobody()
            .Post("password", new { token, password = "tolv randiga mössor" })
            .Refused(HttpStatusCode.NotFound, "not-found");
        var stranger = await app.Pages();
        await stranger.Open($"/account/email/confirm?token={token}");
        Assert.StartsWith("/log-in?to=", stranger.Path, StringComparison.Ordinal);
        var page = await (await app.Pages(bo.Person)).Open($"/account/email/confirm?token={token}");
        Assert.Contains("rätt konto", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(anna.Email, await EmailOf(anna));
    }

    [Fact]
    public async Task A_later_address_replaces_the_one_before_and_a_link_is_used_once()
    {
        var anna = await app.Guardian();
        var first = await Ask(anna, Fresh());
        var second = await Ask(anna, Fresh());
        var api = (await app.As(anna.Person)).Api;

        await api.Post("me/email/confirmation", new { token = first })
            .Refused(HttpStatusCode.Gone, "accounts/link-replaced");
        await api.Post("me/email/confirmation", new { token = second }).Is(HttpStatusCode.NoContent);
        await api.Post("me/email/confirmation", new { token = second })
            .Refused(HttpStatusCode.Gone, "accounts/link-used");
        var page = await (await app.Pages(anna.Person)).Open($"/account/email/confirm?token={second}");
        Assert.Contains("redan använd", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_by_mail_puts_an_end_to_an_address_that_waits()
    {
        var anna = await app.Guardian();
        var token = await Ask(anna, Fresh());
        await app.AskForLink(anna.UserName);
        await app.Nobody()
            .Post("password", new { token = app.TokenTo(anna.Email), password = "tolv randiga mössor" })
            .Is(HttpStatusCode.OK);
        var api = (await app.As(anna.Person)).Api;

        await api.Post("me/email/confirmation", new { token }).Refused(HttpStatusCode.Gone, "accounts/link-used");
        Assert.Null((await api.GetAsync("me").Json())["pendingEmail"]);
    }

    [Fact]
    public async Task A_link_to_confirm_an_address_lasts_three_days()
    {
        await using var moving = await App.Start();
        var anna = await moving.Guardian();
        var address = Fresh();
        await (await moving.As(anna.Person))
            .Api.Put("me/email", new { email = address, presentPassword = Somebodies.Password })
            .Is(HttpStatusCode.Accepted);
        await moving.Drain();
        moving.Clock.Advance(TimeSpan.FromDays(3));

        await (await moving.As(anna.Person))
            .Api.Post("me/email/confirmation", new { token = moving.TokenTo(address) })
            .Refused(HttpStatusCode.Gone, "accounts/link-expired");
    }

    private static string Fresh() => $"{Somebodies.Fresh("new")}@example.org";

    private async Task<string> Ask(Somebody who, string address)
    {
        await (await app.As(who.Person))
            .Api.Put("me/email", new { email = address, presentPassword = Somebodies.Password })
            .Is(HttpStatusCode.Accepted);
        await app.Drain();
        return app.TokenTo(address);
    }

    private async Task Change(Somebody who, string address)
    {
        var token = await Ask(who, address);
        await (await app.As(who.Person)).Api.Post("me/email/confirmation", new { token }).Is(HttpStatusCode.NoContent);
    }

    private Task<string> EmailOf(Somebody who) =>
        app.Value<string>("select email from accounts.account where id = @Account", who);
}
