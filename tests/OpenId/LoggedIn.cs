using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.OpenId;

/// <summary>The platform and a provider that nobody here wrote understand each other.</summary>
public sealed class LoggedIn(RealProvider provider) : IClassFixture<RealProvider>
{
    /// <summary>Where the platform has itself led back to; the test goes there by itself.</summary>
    public const string Back = "http://localhost:5080/log-in/e-identification/return";

    // A right check digit.
    private const string Number = "199002170018";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Somebody_is_identified_and_again_for_what_wants_to_be_surer(bool withKey)
    {
        var settings = Settings(withKey);
        await using var app = await App.Start(new SchoolTime().GetUtcNow(), settings);
        var child = await app.Child(await app.Group(await app.Unit()));
        var guardian = await app.Guardian(child);
        await app.Execute("update roster.person set civic_no = @Number where id = @Id", new { Number, guardian.Id });
        using var http = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
        );
        var browser = new Browser(app, http);

        Assert.Equal("/absence", await browser.Identify("?to=/absence"));
        var me = await browser.Me();
        Assert.Equal(guardian.Id, (Guid?)me["personId"]);
        Assert.Equal("e-identification", (string?)me["assurance"]);

        app.Clock.SetUtcNow(new SchoolTime().GetUtcNow());
        Assert.Equal("/contact", await browser.Identify("?for=step-up&to=/contact"));
        Assert.Equal(guardian.Id, (Guid?)(await browser.Me())["personId"]);
    }

    private Dictionary<string, string?> Settings(bool withKey)
    {
        const string one = "EIdentification:Providers:real";
        var settings = new Dictionary<string, string?>
        {
            [$"{one}:Issuer"] = provider.Address,
            [$"{one}:ClientId"] = withKey ? "with-key" : "with-secret",
            [$"{one}:Scopes"] = "openid number",
            [$"{one}:NumberClaims:0"] = "number",
            [$"{one}:EveryLogInIsLevel3"] = "true",
        };
        if (withKey)
            (settings[$"{one}:PrivateKeyFile"], settings[$"{one}:KeyId"]) = (provider.KeyFile, "client");
        else
            settings[$"{one}:ClientSecret"] = "a secret of at least 32 characters";
        return settings;
    }

    /// <summary>Goes to the provider, types the number wherever it is asked, and comes back.</summary>
    private sealed class Browser(App app, HttpClient http)
    {
        public async Task<JsonNode> Me() =>
            JsonNode.Parse(await http.GetStringAsync(new Uri($"{app.Address}/api/me")))!;

        /// <returns>Where one is led in the end.</returns>
        public async Task<string> Identify(string query)
        {
            var at = new Uri($"{app.Address}/log-in/e-identification{query}");
            var answer = await http.GetAsync(at);
            for (var step = 0; step < 20; step++)
            {
                if (answer.Headers.Location is { } location)
                {
                    at = new Uri(at, location);
                    if (at.AbsoluteUri.StartsWith(Back, StringComparison.Ordinal))
                        at = new Uri(app.Address + at.PathAndQuery);
                    else if (at.Port == new Uri(app.Address).Port)
                        return at.PathAndQuery;
                    answer = await http.GetAsync(at);
                    continue;
                }

                var html = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{at}: {html}");
                var form = new HtmlParser().ParseDocument(html).Forms[0];
                var fields = Pages
                    .Filled(form)
                    .Where(field => field.Key is not ("login" or "password"))
                    .Concat([new("login", Number), new("password", "any")]);
                at = new Uri(at, form.GetAttribute("action"));
                answer = await http.PostAsync(at, new FormUrlEncodedContent(fields));
            }

            throw new InvalidOperationException($"There is no end to it: {at}");
        }
    }
}
