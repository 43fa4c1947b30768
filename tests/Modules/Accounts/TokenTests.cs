using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

public sealed class TokenTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task An_api_client_logs_in_and_goes_on_with_its_refresh_token()
    {
        var tokens = await LogIn();
        await Api(tokens).GetAsync("me").Is(HttpStatusCode.OK);
        Assert.Equal(app.Clock.GetUtcNow().AddHours(1), (DateTimeOffset)tokens["accessTokenExpires"]!);

        app.Clock.Advance(TimeSpan.FromHours(1));
        await Api(tokens).GetAsync("me").Is(HttpStatusCode.Unauthorized);
        var next = await Refresh(tokens).Json();

        await Api(next).GetAsync("me").Is(HttpStatusCode.OK);
        Assert.NotEqual((string?)tokens["refreshToken"], (string?)next["refreshToken"]);
        Assert.Equal((string?)tokens["sessionExpires"], (string?)next["sessionExpires"]);
    }

    [Fact]
    public async Task The_access_token_before_a_refresh_answers_what_was_under_way_and_ends()
    {
        var first = await LogIn();
        await Api(first).GetAsync("me").Is(HttpStatusCode.OK);

        var second = await Refresh(first).Json();

        await Api(first).GetAsync("me").Is(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await Api(first).GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await Api(second).GetAsync("me").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_twice_ends_the_session()
    {
        var first = await LogIn();
        var second = await Refresh(first).Json();
        await Api(second).GetAsync("me").Is(HttpStatusCode.OK);

        await Refresh(first).Refused(HttpStatusCode.Unauthorized, "accounts/refresh-token-not-good");

        await Api(second).GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await Api(first).GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await Refresh(second).Refused(HttpStatusCode.Unauthorized, "accounts/refresh-token-not-good");
        Assert.Equal(
            1,
            await app.Value<int>("select count(*) from kernel.audit where action = 'session.refresh-token-reused'")
        );
    }

    [Fact]
    public async Task Of_two_refreshes_at_once_one_wins_and_the_session_ends()
    {
        var tokens = await LogIn();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Refresh(tokens)));

        var next = JsonNode.Parse(
            await Assert.Single(answers, answer => answer.IsSuccessStatusCode).Content.ReadAsStringAsync()
        )!;
        await Api(next).GetAsync("me").Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Neither_token_does_the_others_work()
    {
        var tokens = await LogIn();

        await Api(tokens, "refreshToken").GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await app.Nobody()
            .Post("tokens/refresh", new { refreshToken = (string?)tokens["accessToken"] })
            .Refused(HttpStatusCode.Unauthorized, "accounts/refresh-token-not-good");
        await app.Nobody()
            .Post("tokens/refresh", new { refreshToken = "x" })
            .Refused(HttpStatusCode.Unauthorized, "accounts/refresh-token-not-good");
        await app.Nobody().Post("tokens/refresh", new { }).RefusedField("refreshToken");
        await Refresh(tokens).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_left_alone_for_thirty_days_is_spent()
    {
        var tokens = await LogIn();
        app.Clock.Advance(TimeSpan.FromDays(30));

        await Refresh(tokens).Refused(HttpStatusCode.Unauthorized, "accounts/refresh-token-not-good");
    }

    [Fact]
    public async Task A_session_lasts_ninety_days_however_often_it_is_refreshed()
    {
        var tokens = await LogIn();
        for (var day = 0; day < 75; day += 25)
        {
            app.Clock.Advance(TimeSpan.FromDays(25));
            tokens = await Refresh(tokens).Json();
        }

        app.Clock.Advance(TimeSpan.FromDays(15) - TimeSpan.FromMinutes(10));
        tokens = await Refresh(tokens).Json();
        Assert.Equal(app.Clock.GetUtcNow().AddMinutes(10), (DateTimeOffset)tokens["accessTokenExpires"]!);
        app.Clock.Advance(TimeSpan.FromMinutes(10));

        await Refresh(tokens).Refused(HttpStatusCode.Unauthorized, "accounts/refresh-token-not-good");
    }

    [Fact]
    public async Task An_api_client_logs_out()
    {
        var tokens = await LogIn();

        await Api(tokens).DeleteAsync("session").Is(HttpStatusCode.NoContent);

        await Api(tokens).GetAsync("me").Is(HttpStatusCode.Unauthorized);
        await Refresh(tokens).Refused(HttpStatusCode.Unauthorized, "accounts/refresh-token-not-good");
    }

    [Fact]
    public async Task At_night_what_has_ended_long_ago_is_forgotten()
    {
        var tokens = await LogIn();
        await Api(tokens).DeleteAsync("session").Is(HttpStatusCode.NoContent);
        await app.Nobody().Tokens("nobody").Is(HttpStatusCode.Unauthorized);
        await app.Nobody().Post("link", new { userName = "nobody" }).Is(HttpStatusCode.Accepted);
        await app.Invited("late@example.org");
        await app.AskForLink("late@example.org");
        app.Clock.Advance(TimeSpan.FromDays(91));

        await app.Daily("RunPurges");

        foreach (var table in new[] { "session", "session_token", "link", "throttle", "asked_link" })
            Assert.Equal((table, 0), (table, await app.Value<int>($"select count(*) from accounts.{table}")));
    }

    private async Task<JsonNode> LogIn()
    {
        var anna = await app.Guardian();
        return await app.Nobody().Tokens(anna.UserName).Json();
    }

    private Task<HttpResponseMessage> Refresh(JsonNode tokens) =>
        app.Nobody().Post("tokens/refresh", new { refreshToken = (string?)tokens["refreshToken"] });

    private HttpClient Api(JsonNode tokens, string which = "accessToken")
    {
        var client = app.Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)tokens[which]);
        return client;
    }
}
