using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

/// <summary>What somebody lets a program of his or her own do.</summary>
public sealed class PersonalTokenTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly string[] Reading = ["absence.read"];

    private readonly App app = shared.App;

    [Fact]
    public async Task A_token_does_what_it_is_good_for_and_nothing_else()
    {
        var family = await app.Family();
        using var program = Program(app, (string)(await Make(family.Guardian, "absence.read"))["token"]!);

        await program.GetAsync($"children/{family.Child}/absences").Is(HttpStatusCode.OK);
        using var refused = await program.GetAsync("start");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("insufficient_scope", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        await program.GetAsync("me").Refused(HttpStatusCode.Forbidden, "insufficient-scope");
        await program
            .Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    reason = "ill",
                }
            )
            .Refused(HttpStatusCode.Forbidden, "insufficient-scope");
        await program.GetAsync($"children/{(await app.Family()).Child}/absences").Is(HttpStatusCode.NotFound);
        using var page = app.Client();
        page.DefaultRequestHeaders.Authorization = program.DefaultRequestHeaders.Authorization;
        await page.GetAsync("absence").Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A11_a_token_never_reaches_what_wants_to_be_sure()
    {
        var administrator = await app.Administrator();
        using var program = Program(app, (string)(await Make(administrator, "children.read"))["token"]!);
        await app.Staff(await app.Group(await app.Unit()), who: administrator.Id);

        using var answer = await program.GetAsync("people/" + administrator.Id + "/account");
        using var own = await program.Post("me/tokens", new { name = "another", scopes = Reading });

        // An administrator's right is no token's.
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, own.StatusCode);
        Assert.Contains(
            "error=\"insufficient_user_authentication\", acr_values=\"http://id.elegnamnden.se/loa/1.0/loa3\"",
            own.Headers.WwwAuthenticate.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_token_is_shown_once_kept_as_a_hash_and_can_be_revoked()
    {
        var anna = (await app.Family()).Guardian;
        var made = await Make(anna, "notices.read");
        var text = (string)made["token"]!;
        Assert.Matches("^kap_[0-9A-Za-z]{49}$", text);
        using var program = Program(app, text);
        await program.GetAsync("notifications").Is(HttpStatusCode.OK);

        var listed = Assert.Single((await anna.Api.GetAsync("me/tokens").Json()).AsArray())!;
        Assert.DoesNotContain(text, listed.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull(listed["usedAt"]);
        using var mistyped = Program(app, text[..^1] + (text[^1] == 'a' ? 'b' : 'a'));
        await mistyped.GetAsync("notifications").Is(HttpStatusCode.Unauthorized);

        await anna.Api.DeleteAsync($"me/tokens/{(Guid)made["id"]!}").Is(HttpStatusCode.NoContent);
        await program.GetAsync("notifications").Is(HttpStatusCode.Unauthorized);
        await anna.Api.DeleteAsync($"me/tokens/{(Guid)made["id"]!}").Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_expires()
    {
        await using var own = await App.Start();
        var family = await own.Family();
        using var program = Program(own, (string)(await Make(family.Guardian, "absence.read"))["token"]!);
        own.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        await program.GetAsync($"children/{family.Child}/absences").Is(HttpStatusCode.OK);

        own.Clock.Advance(TimeSpan.FromSeconds(1));

        await program.GetAsync($"children/{family.Child}/absences").Is(HttpStatusCode.Unauthorized);
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await own.Purge("personal-tokens"));
    }

    [Theory]
    [InlineData("", 90, "name", "absence.read")]
    [InlineData("a", 0, "days", "absence.read")]
    [InlineData("a", 367, "days", "absence.read")]
    [InlineData("a", 90, "scopes", "everything")]
    [InlineData("a", 90, "scopes")]
    public async Task What_makes_no_token_is_refused(string name, int days, string field, params string[] scopes)
    {
        var anna = (await app.Family()).Guardian;

        await anna
            .Api.Post(
                "me/tokens",
                new
                {
                    name,
                    scopes,
                    days,
                }
            )
            .RefusedField(field);
    }

    [Fact]
    public async Task There_are_twenty_at_most()
    {
        var anna = (await app.Family()).Guardian;
        for (var at = 0; at < 20; at++)
            await Make(anna, "absence.read");

        await anna
            .Api.Post("me/tokens", new { name = "one more", scopes = Reading })
            .Refused(HttpStatusCode.Conflict, "accounts/too-many-tokens");
    }

    [Fact]
    public async Task On_the_page_a_token_is_made_and_removed()
    {
        var anna = (await app.Family()).Guardian;
        var browser = await app.Pages(anna.Id);
        await browser.Open("/account/tokens");

        await browser.Send("token", ("Name", "digest"), ("Chosen", "children.read"), ("Chosen", "absence.read"));

        var listed = Assert.Single((await anna.Api.GetAsync("me/tokens").Json()).AsArray())!;
        Assert.Equal(
            ["absence.read", "children.read"],
            listed["scopes"]!.AsArray().Select(one => (string)one!).Order()
        );
        await browser.Open("/account/tokens");
        await browser.Send("revoke", ("Id", (string)listed["id"]!));
        Assert.Empty((await anna.Api.GetAsync("me/tokens").Json()).AsArray());
    }

    private static Task<JsonNode> Make(Actor of, params string[] scopes) =>
        of
            .Api.Post(
                "me/tokens",
                new
                {
                    name = "a program",
                    scopes,
                    days = 1,
                }
            )
            .Json(HttpStatusCode.Created);

    private static HttpClient Program(App app, string token)
    {
        var client = app.Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
