using System.Net;
using Kapprum.Accounts;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

public sealed class DraftKeyTests
{
    [Fact]
    public async Task It_is_the_same_for_the_same_person_in_the_same_browser_also_after_a_session_that_ran_out()
    {
        await using var app = await App.Start();
        var (anna, bo) = (await app.Guardian(), await app.Guardian());
        var browser = app.Browser();
        await browser.LogIn(anna.UserName, remember: false).Is(HttpStatusCode.NoContent);
        var key = await Key(browser);
        Assert.Equal(32, Convert.FromBase64String(key).Length);
        Assert.Equal(key, await Key(browser));

        // The session runs out before the key does, as it was last asked for later.
        app.Clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(key, await Key(browser));
        app.Clock.Advance(TimeSpan.FromHours(2));
        await browser.PostAsync("session/draft-key", null).Refused(HttpStatusCode.Unauthorized, "unauthenticated");

        await browser.LogIn(bo.UserName).Is(HttpStatusCode.NoContent);
        Assert.NotEqual(key, await Key(browser));
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        Assert.Equal(key, await Key(browser));

        var other = app.Browser();
        await other.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        Assert.NotEqual(key, await Key(other));
    }

    [Fact]
    public async Task It_is_forgotten_when_its_session_is_ended_there_or_from_elsewhere()
    {
        await using var app = await App.Start();
        var anna = await app.Guardian();
        var (phone, desk) = (app.Browser(), app.Browser());
        foreach (var browser in (HttpClient[])[phone, desk])
            await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var (onPhone, onDesk) = (await Key(phone), await Key(desk));

        await phone.DeleteAsync("session").Is(HttpStatusCode.NoContent);
        await phone.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        Assert.NotEqual(onPhone, await Key(phone));
        Assert.Equal(onDesk, await Key(desk));

        await phone.DeleteAsync("me/sessions").Is(HttpStatusCode.NoContent);
        Assert.Equal(1, await app.Value<int>("select count(*)::int from accounts.draft_key"));
    }

    [Fact]
    public async Task It_is_forgotten_after_twelve_hours_and_when_rights_may_have_ended()
    {
        await using var app = await App.Start();
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var key = await Key(browser);

        app.Clock.Advance(TimeSpan.FromHours(12));
        var next = await Key(browser);
        Assert.NotEqual(key, next);

        await app.Send(new SyncAccounts());
        Assert.NotEqual(next, await Key(browser));
    }

    [Fact]
    public async Task It_is_stored_encrypted_and_kept_by_nobody_on_the_way()
    {
        await using var app = await App.Start();
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);

        var answer = await browser.PostAsync("session/draft-key", null);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var key = Convert.FromBase64String((string)(await Task.FromResult(answer).Json())["key"]!);

        var stored = await app.Value<byte[]>("select sealed from accounts.draft_key");
        Assert.Equal(-1, stored!.AsSpan().IndexOf(key));
    }

    private static async Task<string> Key(HttpClient browser) =>
        (string)(await browser.PostAsync("session/draft-key", null).Json())["key"]!;
}
