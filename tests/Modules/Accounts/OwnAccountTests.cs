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

        await Rename(browser, name).Is(HttpStatusCode.NoContent);
        await Rename(browser, bo.UserName.ToUpperInvariant()).RefusedField("userName", "accounts/user-name-taken");
        await Rename(browser, bo.Email).RefusedField("userName");

        await app.Browser().LogIn(name).Is(HttpStatusCode.NoContent);
        await app.Browser().LogIn(anna.UserName).Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
        await Rename(browser, anna.Email).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_user_name_is_changed_only_by_who_knows_the_password()
    {
        var anna = await app.Guardian();
        var borrowed = await app.As(anna.Person);

        await Rename(borrowed.Api, Somebodies.Fresh("mine"), "fel fel fel fel")
            .RefusedField("presentPassword", "accounts/present-password-wrong");

        await app.Browser().LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_owner_is_told_by_mail_when_the_user_name_or_the_password_changes()
    {
        var anna = await app.Guardian();
        var api = (await app.As(anna.Person)).Api;

        await Rename(api, Somebodies.Fresh("anna.ny")).Is(HttpStatusCode.NoContent);
        await Change(api, Somebodies.Password, "tolv randiga mössor").Is(HttpStatusCode.NoContent);
        await app.Drain();
        await app.AskForLink(anna.Email);
        await app.Nobody()
            .Post("password", new { token = app.TokenTo(anna.Email), password = "elva prickiga vantar" })
            .Is(HttpStatusCode.OK);
        await app.Drain();

        Assert.Equal(["user-name-changed", "password-changed", "password", "password-changed"], await Kinds(anna));
        Assert.Equal(4, app.MailsTo(anna.Email).Count);
    }

    [Fact]
    public async Task Which_names_are_taken_cannot_be_asked_one_after_the_other()
    {
        var anna = await app.Guardian();
        var bo = await app.Guardian();
        var api = (await app.As(anna.Person)).Api;
        for (var i = 0; i < 10; i++)
            await Rename(api, bo.UserName).RefusedField("userName", "accounts/user-name-taken");

        await Rename(api, bo.UserName).Refused(HttpStatusCode.TooManyRequests, "accounts/too-many-tries");
    }

    [Theory]
    [InlineData("\u0430dmin")] // a Cyrillic a
    [InlineData("rekt\u03BFr")] // a Greek o
    [InlineData("adm\u0131n")] // an i without its dot
    [InlineData("\u043E\u0441\u043E")] // all Cyrillic, as oco
    [InlineData("anna\u0661")] // an Arabic digit
    [InlineData("an\u00ADna")] // a hyphen nobody sees
    public async Task A_user_name_that_looks_like_another_is_refused(string name)
    {
        var anna = await app.Guardian();

        await Rename((await app.As(anna.Person)).Api, name).RefusedField("userName");
    }

    [Theory]
    [InlineData("åsa.öberg")]
    [InlineData("łukasz")]
    [InlineData("nguyễn")]
    [InlineData("José-María")]
    public async Task A_user_name_has_the_letters_of_its_owners_name(string name)
    {
        var anna = await app.Guardian();

        await Rename((await app.As(anna.Person)).Api, Somebodies.Fresh(name)).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Of_many_who_want_the_same_user_name_at_once_one_gets_it()
    {
        var people = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(async _ => await app.As((await app.Guardian()).Person))
        );
        var name = Somebodies.Fresh("wanted");

        var answers = await Task.WhenAll(people.Select(person => Rename(person.Api, name)));

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

        Assert.Equal(
            0,
            await app.Value<int>("select count(*) from kernel.idempotency_key where account_id = @Account", anna)
        );
    }

    private async Task<string[]> Kinds(Somebody who)
    {
        await using var db = await app.Connection();
        return
        [
            .. await Dapper.SqlMapper.QueryAsync<string>(
                db,
                "select kind from kernel.mail where recipient_id = @Account order by id",
                who
            ),
        ];
    }

    private static Task<HttpResponseMessage> Rename(
        HttpClient client,
        string userName,
        string presentPassword = Somebodies.Password
    ) => client.Put("me/user-name", new { userName, presentPassword });

    private static Task<HttpResponseMessage> Change(HttpClient client, string presentPassword, string newPassword) =>
        client.Put("me/password", new { presentPassword, newPassword });
}
