using System.Net;
using System.Text;
using System.Text.Json;
using Kapprum.Kernel;
using Kapprum.Support;

namespace Kapprum.Tests.Host;

public sealed class PipelineTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_healthy_host_says_so_to_everybody(string path)
    {
        var answer = await shared.App.Client().GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Healthy", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/health/ready")]
    [InlineData("/log-in")]
    [InlineData("/app.css")]
    [InlineData("/nowhere")]
    [InlineData("/api/start")]
    public async Task HEAD_is_answered_as_GET_without_the_body(string path)
    {
        var get = await shared.App.Client().GetAsync(path);
        var head = await shared.App.Client().SendAsync(new(HttpMethod.Head, path));

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("GET", "/api/nowhere", 404, "not-found")]
    [InlineData("POST", "/api/nowhere", 404, "not-found")]
    [InlineData("PATCH", "/api/tokens", 405, "method-not-allowed")]
    [InlineData("GET", "/health/nowhere", 404, "not-found")]
    [InlineData("GET", "/openapi/nowhere", 404, "not-found")]
    public async Task A_program_that_asks_for_what_is_not_there_is_told_in_problem_details(
        string method,
        string path,
        int status,
        string code
    )
    {
        await shared.App.Client().SendAsync(new(new HttpMethod(method), path)).Refused((HttpStatusCode)status, code);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_person_who_asks_for_what_is_not_there_is_told_on_a_page(string method)
    {
        var answer = await shared.App.Client().SendAsync(new(new HttpMethod(method), "/nowhere"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("<h1", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{ \"userName\": 7, \"password\": \"x\" }", "userName")]
    [InlineData("{ \"userName\": \"x\" }", "password")]
    [InlineData("{ \"userName\": \"x\", \"password\": null }", "password")]
    public async Task A_field_that_cannot_be_read_is_named(string body, string field)
    {
        await shared.App.Nobody().PostAsync("tokens", Json(body)).RefusedField(field);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_refused()
    {
        await shared
            .App.Nobody()
            .PostAsync("tokens", Json("{ \"userName\": "))
            .Refused(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Another_content_type_is_refused_with_the_right_one()
    {
        var form = new StringContent("userName=x", Encoding.UTF8, "application/x-www-form-urlencoded");

        await shared
            .App.Nobody()
            .PostAsync("tokens", form)
            .Refused(HttpStatusCode.UnsupportedMediaType, "wrong-content-type");
    }

    [Fact]
    public async Task A_body_of_20_MB_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "tokens")
        {
            Content = Json($"{{ \"userName\": \"{new string('x', 20_000_000)}\" }}"),
        };
        // Asks first, as clients with large bodies do: else the connection may be gone before the answer is read.
        request.Headers.ExpectContinue = true;

        await shared.App.Nobody().SendAsync(request).Refused(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Theory]
    [InlineData("/log-in")]
    [InlineData("/nowhere")]
    [InlineData("/api/start")]
    [InlineData("/docs/")]
    [InlineData("/jobs")]
    [InlineData("/health/live")]
    [InlineData("/app.js")]
    public async Task Every_answer_has_the_security_headers(string path)
    {
        var headers = (await shared.App.Client().GetAsync(path)).Headers;

        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("same-origin", headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.False(headers.Contains("Server"));
        var policy = headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_of_the_API_are_kept_nowhere_and_say_how_to_log_in()
    {
        var headers = (await shared.App.Nobody().GetAsync("start")).Headers;

        Assert.True(headers.CacheControl!.NoStore);
        Assert.Equal("Bearer", headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_proxy_elsewhere_is_believed_only_when_the_settings_name_its_network()
    {
        var refused = await Assert.ThrowsAsync<OperatorError>(() =>
            App.Start(settings: new Dictionary<string, string?> { ["Proxy:Networks"] = "10.0.0.0/8, everywhere" })
        );
        Assert.Contains("'everywhere'", refused.Message);

        await using var app = await App.Start(
            settings: new Dictionary<string, string?> { ["Proxy:Networks"] = "10.0.0.0/8, 127.0.0.0/8" }
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("X-Forwarded-Proto", "https");

        Assert.True((await app.Client().SendAsync(request)).Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Without_the_setting_nobody_is_believed_on_this_machine_neither()
    {
        await using var app = await App.Start(settings: new Dictionary<string, string?> { ["Proxy:Networks"] = "" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "tokens")
        {
            Content = Json("""{ "userName": "nobody", "password": "fel fel fel fel" }"""),
            Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "203.0.113.9" } },
        };

        using var answer = await app.Nobody().SendAsync(request);

        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal("127.0.0.1", await Tried(app));
    }

    [Fact]
    public async Task Under_a_name_that_the_settings_do_not_allow_nothing_is_answered()
    {
        await using var app = await App.Start(
            settings: new Dictionary<string, string?> { ["AllowedHosts"] = "kapprum.example.org;127.0.0.1" }
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, "/log-in")
        {
            Headers = { Host = "kapprum.example.net" },
        };

        await app.Client().SendAsync(request).Is(HttpStatusCode.BadRequest);
        await app.Client().GetAsync("/log-in").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_address_of_IPv4_is_one_however_it_has_come()
    {
        await using var app = await App.Start();
        using var request = new HttpRequestMessage(HttpMethod.Post, "tokens")
        {
            Content = Json("""{ "userName": "nobody", "password": "fel fel fel fel" }"""),
            Headers = { { "X-Forwarded-For", "::ffff:203.0.113.9" } },
        };

        await app.Nobody().SendAsync(request).Is(HttpStatusCode.Unauthorized);

        Assert.Equal("203.0.113.9", await Tried(app));
    }

    [Fact]
    public async Task Behind_two_proxies_the_caller_is_who_stands_before_both_and_not_whom_he_names()
    {
        await using var app = await App.Start(
            settings: new Dictionary<string, string?> { ["Proxy:Networks"] = "10.0.0.0/8, 127.0.0.0/8" }
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "tokens")
        {
            Content = Json("""{ "userName": "nobody", "password": "fel fel fel fel" }"""),
            Headers = { { "X-Forwarded-For", "198.51.100.1, 203.0.113.9, 10.1.2.3" } },
        };

        await app.Nobody().SendAsync(request).Is(HttpStatusCode.Unauthorized);

        Assert.Equal("203.0.113.9", await Tried(app));
    }

    private static Task<string> Tried(App app) =>
        app.Value<string>("select host(address) from kernel.audit where action = 'account.log-in-failed'");

    [Theory]
    [InlineData("/problem")]
    [InlineData("/problem/500")]
    [InlineData("/problem/403")]
    public async Task The_page_of_what_has_gone_wrong_is_none_to_ask_for(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await shared.App.Client().GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task The_description_of_the_API_is_for_who_has_logged_in_and_runs_only_its_own_script()
    {
        var nobody = shared.App.Client();
        await nobody.GetAsync("/openapi/v1.json").Refused(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.StartsWith("/log-in", (await nobody.GetAsync("/docs/")).Headers.Location!.OriginalString);
        var actor = (await shared.App.Family()).Guardian.Api;

        using var first = await actor.GetAsync("/docs/");
        using var second = await actor.GetAsync("/docs/");

        var policy = first.Headers.GetValues("Content-Security-Policy").Single();
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.Contains($"nonce=\"{nonce}\"", await first.Content.ReadAsStringAsync());
        Assert.DoesNotContain(nonce, second.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("unsafe", policy);
    }

    [Fact]
    public async Task The_description_of_the_API_is_complete()
    {
        var described = (await shared.App.Administrator()).Api;
        var document = JsonDocument.Parse(await described.GetStringAsync("/openapi/v1.json")).RootElement;

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());
        Assert.Equal(
            ["bearer", "session"],
            document
                .GetProperty("components")
                .GetProperty("securitySchemes")
                .EnumerateObject()
                .Select(s => s.Name)
                .Order()
        );

        var operations = (
            from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select (Name: $"{operation.Name} {path.Name}", operation.Value)
        ).ToList();
        Assert.Contains(operations, operation => operation.Name == "post /api/absences");
        Assert.All(
            operations,
            operation =>
                Assert.True(operation.Value.TryGetProperty("summary", out _), $"{operation.Name} has no summary.")
        );
        Assert.All(
            operations,
            operation =>
                Assert.True(
                    operation.Value.GetProperty("responses").EnumerateObject().Any(answer => answer.Name[0] == '2'),
                    $"{operation.Name} does not say what it answers."
                )
        );
        Assert.All(
            operations.Where(operation => operation.Value.TryGetProperty("requestBody", out _)),
            operation =>
                Assert.True(
                    operation
                        .Value.GetProperty("requestBody")
                        .GetProperty("content")
                        .EnumerateObject()
                        .All(body => body.Value.TryGetProperty("example", out _)),
                    $"{operation.Name} has no example."
                )
        );
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
