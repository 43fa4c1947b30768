using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

public sealed class OwnAccountTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task Changing_the_password_ends_all_other_sessions()
    {
        var anna = await app.Guardian();
        var here = app.Browser();
        await here.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var there = app.Browser();
        await there.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await there.GetAsync("me").Is(HttpStatusCode.OK);

        await Change(here, Somebodies.Password, "tolv randiga mössor").Is(HttpStatusCode.NoContent);

        await there.GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await here.GetAsync("me").Is(HttpStatusCode.OK);
        await app.Browser().LogIn(anna.UserName).Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        await app.Browser().LogIn(anna.UserName, "tolv randiga mössor").Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_password_is_changed_only_by_who_knows_it()
    {
        var browser = app.Browser();
        await browser.LogIn((await app.Guardian()).UserName).Is(HttpStatusCode.NoContent);

        for (var i = 0; i < 6; i++)
            await Change(browser, "fel fel fel fel", "tolv randiga mössor").RefusedField("presentPassword");
        await Change(browser, Somebodies.Password, "tolv randiga mössor")
            .Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
    }

    [Fact]
    public async Task A_new_password_obeys_the_rules()
    {
        var anna = await app.Guardian(userName: Somebodies.Fresh("paraplytanten"));
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);

        await Change(browser, Somebodies.Password, "för kort").RefusedField("newPassword");
        Assert.Contains(
            "användarnamn",
            await Change(browser, Somebodies.Password, $"jag heter {anna.UserName}").RefusedField("newPassword"),
            StringComparison.Ordinal
        );
        await Change(browser, Somebodies.Password, new string('x', 129)).RefusedField("newPassword");
    }

    [Fact]
    public async Task Somebody_changes_the_user_name_to_a_free_one()
    {
        var anna = await app.Guardian();
        var bo = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var name = Somebodies.Fresh("Anna.Lind");

        await browser.Put("me/user-name", new { userName = name }).Is(HttpStatusCode.NoContent);
        await browser
            .Put("me/user-name", new { userName = bo.UserName.ToUpperInvariant() })
            .RefusedField("userName", "accounts/user-name-taken");
        await browser.Put("me/user-name", new { userName = bo.Email }).RefusedField("userName");

        await app.Browser().LogIn(name).Is(HttpStatusCode.NoContent);
        await app.Browser().LogIn(anna.UserName).Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        await browser.Put("me/user-name", new { userName = anna.Email }).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Of_many_who_want_the_same_user_name_at_once_one_gets_it()
    {
        var people = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(async _ => await app.As((await app.Guardian()).Person))
        );
        var name = Somebodies.Fresh("wanted");

        var answers = await Task.WhenAll(
            people.Select(person => person.Api.Put("me/user-name", new { userName = name }))
        );

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Somebody_chooses_a_language_for_pages_and_mails()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);

        await browser.Put("me/language", new { language = "en" }).Is(HttpStatusCode.NoContent);

        Assert.Equal("en", (string?)(await browser.GetAsync("me").Json())["language"]);
        Assert.Equal(
            "The language must be one of: sv, en.",
            await browser.Put("me/language", new { language = "xx" }).RefusedField("language")
        );
        var other = app.Browser();
        await other.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        Assert.StartsWith(
            "The language",
            await other.Put("me/language", new { language = "xx" }).RefusedField("language"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_idempotency_key_keeps_no_password()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        browser.DefaultRequestHeaders.Add("Idempotency-Key", "change");
        await Change(browser, Somebodies.Password, "tolv randiga mössor").Is(HttpStatusCode.NoContent);

        // A fast hash of a password would be one to try passwords against.
        var stored = await app.Value<byte[]>(
            "select request_hash from kernel.idempotency_key where account_id = @Account",
            anna
        );
        Assert.Equal(
            System.Security.Cryptography.SHA256.HashData(
                System.Text.Encoding.UTF8.GetBytes(
                    """{"Method":"PUT","Value":"/api/me/password","Query":"","IfMatch":"","command":"""
                        + """{"PresentPassword":"***","NewPassword":"***"}}"""
                )
            ),
            stored
        );
    }

    private static Task<HttpResponseMessage> Change(HttpClient client, string presentPassword, string newPassword) =>
        client.Put("me/password", new { presentPassword, newPassword });
}
