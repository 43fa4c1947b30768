using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kapprum.Support;

/// <summary>How the test's provider signs its tokens.</summary>
public enum TokenSignature
{
    WithItsKey,
    WithAnotherKey,

    /// <summary>By HS256 with the client's secret.</summary>
    WithTheSecret,
    NotAtAll,
}

/// <summary>
/// A small OpenID provider on a port of its own. It identifies whoever comes without asking, tells the claims that the
/// test says, and does wrong what the test wants it to.
/// </summary>
public sealed class OpenIdProvider : IAsyncDisposable
{
    public const string ClientId = "kapprum";
    public const string ClientSecret = "a secret that is long enough for HS256 too";

    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce, string Return)> codes = new();
    private readonly WebApplication host;
    private readonly RSA key = RSA.Create(2048);
    private readonly RSA otherKey = RSA.Create(2048);
    private TimeProvider clock = TimeProvider.System;

    private OpenIdProvider(WebApplication host) => this.host = host;

    public string Address => host.Urls.First();

    /// <summary>What the ID token says of whoever is identified.</summary>
    public Dictionary<string, object> Claims { get; set; } = [];

    /// <summary>What the user info says; none when null.</summary>
    public Dictionary<string, object>? UserInfo { get; set; }

    /// <summary>The user info is a signed token.</summary>
    public bool SignsUserInfo { get; set; }

    public TokenSignature Signature { get; set; }

    /// <summary>Changes what stands in the ID token.</summary>
    public Action<Dictionary<string, object>> Change { get; set; } = _ => { };

    /// <summary>All it answers is this status and a page of words, when it is none of 200.</summary>
    public int Status { get; set; } = 200;

    /// <summary>For so long it lets wait for a token.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Checks assertions of the client with this key instead of its secret.</summary>
    public RSA? ClientKey { get; set; }

    public bool OffersLogOut { get; set; }

    /// <summary>The parameters of the last authentication request.</summary>
    public IReadOnlyDictionary<string, string> Asked { get; private set; } = new Dictionary<string, string>();

    public static async Task<OpenIdProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var host = builder.Build();
        var provider = new OpenIdProvider(host);
        provider.Map();
        await host.StartAsync();
        return provider;
    }

    /// <summary>The settings by which an application knows it.</summary>
    public Dictionary<string, string?> Settings(string name = "test") =>
        new()
        {
            [$"EIdentification:Providers:{name}:Issuer"] = Address,
            [$"EIdentification:Providers:{name}:ClientId"] = ClientId,
            [$"EIdentification:Providers:{name}:ClientSecret"] = ClientSecret,
            [$"EIdentification:Providers:{name}:NumberClaims:0"] = "number",
            [$"EIdentification:Providers:{name}:NumberClaims:1"] = "coordination",
            [$"EIdentification:Providers:{name}:PreviousNumberClaim"] = "previous",
            [$"EIdentification:Providers:{name}:Text"] = "Test-ID",
        };

    /// <summary>It goes by the application's clock.</summary>
    public void By(TimeProvider time) => clock = time;

    /// <summary>Whoever is identified has this number, at level of assurance 3; the rest is as it should be.</summary>
    public void Tells(string number)
    {
        Claims = new() { ["number"] = number, ["acr"] = "http://id.elegnamnden.se/loa/1.0/loa3" };
        UserInfo = null;
        SignsUserInfo = false;
        Signature = TokenSignature.WithItsKey;
        Change = _ => { };
        Status = 200;
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        key.Dispose();
        otherKey.Dispose();
    }

    /// <summary>It is away: nothing answers at its address any more.</summary>
    public Task Stop() => host.StopAsync();

    private void Map()
    {
        host.Use(
            async (http, next) =>
            {
                if (Status == 200)
                    await next(http);
                else
                {
                    http.Response.StatusCode = Status;
                    await http.Response.WriteAsync("<p>Something else</p>");
                }
            }
        );
        host.MapGet("/.well-known/openid-configuration", () => Results.Json(Configuration()));
        host.MapGet(
            "/keys",
            () =>
            {
                var open = key.ExportParameters(false);
                return Results.Json(
                    new
                    {
                        keys = new[]
                        {
                            new
                            {
                                kty = "RSA",
                                use = "sig",
                                kid = "1",
                                n = Base64Url.EncodeToString(open.Modulus),
                                e = Base64Url.EncodeToString(open.Exponent),
                            },
                        },
                    }
                );
            }
        );
        host.MapGet("/authorize", Authorize);
        host.MapPost("/token", Exchange);
        host.MapGet("/userinfo", TellMore);
        host.MapGet("/end", () => "");
    }

    private Dictionary<string, object> Configuration()
    {
        var configuration = new Dictionary<string, object>
        {
            ["issuer"] = Address,
            ["authorization_endpoint"] = $"{Address}/authorize",
            ["token_endpoint"] = $"{Address}/token",
            ["userinfo_endpoint"] = $"{Address}/userinfo",
            ["jwks_uri"] = $"{Address}/keys",
        };
        if (OffersLogOut)
            configuration["end_session_endpoint"] = $"{Address}/end";
        return configuration;
    }

    private IResult Authorize(HttpRequest request)
    {
        Asked = request.Query.ToDictionary(one => one.Key, one => one.Value.ToString());
        if (Asked["response_type"] != "code" || Asked["code_challenge_method"] != "S256")
            return Results.BadRequest();
        var code = Guid.CreateVersion7().ToString("n");
        codes[code] = (Asked["code_challenge"], Asked["nonce"], Asked["redirect_uri"]);
        return Results.Redirect(
            QueryHelpers.AddQueryString(
                Asked["redirect_uri"],
                new Dictionary<string, string?> { ["code"] = code, ["state"] = Asked["state"] }
            )
        );
    }

    private async Task<IResult> Exchange(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        await Task.Delay(Delay, request.HttpContext.RequestAborted);
        if (!IsTheClient(request, form))
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        var verifier = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!)));
        if (
            !codes.TryRemove(form["code"].ToString(), out var asked)
            || asked.Challenge != verifier
            || asked.Return != form["redirect_uri"]
        )
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(Claims)
        {
            ["iss"] = Address,
            ["aud"] = ClientId,
            ["sub"] = "somebody",
            ["nonce"] = asked.Nonce,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["auth_time"] = now,
        };
        Change(claims);
        return Results.Json(
            new
            {
                id_token = Token(claims),
                access_token = "access",
                token_type = "Bearer",
            }
        );
    }

    private bool IsTheClient(HttpRequest request, IFormCollection form)
    {
        if (ClientKey is null)
            return AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var basic)
                && Encoding.UTF8.GetString(Convert.FromBase64String(basic.Parameter!))
                    == $"{ClientId}:{Uri.EscapeDataString(ClientSecret).Replace("%20", "+")}";

        var parts = form["client_assertion"].ToString().Split('.');
        using var said = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        return said.RootElement.GetProperty("iss").GetString() == ClientId
            && said.RootElement.GetProperty("sub").GetString() == ClientId
            && said.RootElement.GetProperty("aud").GetString() == $"{Address}/token"
            && ClientKey.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            );
    }

    private IResult TellMore(HttpRequest request)
    {
        if (UserInfo is null || request.Headers.Authorization != "Bearer access")
            return Results.Json(new { sub = "somebody" });
        var told = new Dictionary<string, object>(UserInfo);
        told.TryAdd("sub", "somebody");
        if (!SignsUserInfo)
            return Results.Json(told);
        told["iss"] = Address;
        told["aud"] = ClientId;
        return Results.Text(Token(told), "application/jwt");
    }

    private string Token(Dictionary<string, object> claims)
    {
        var algorithm = Signature switch
        {
            TokenSignature.NotAtAll => "none",
            TokenSignature.WithTheSecret => "HS256",
            _ => "RS256",
        };
        var text =
            Part(
                new
                {
                    alg = algorithm,
                    typ = "JWT",
                    kid = "1",
                }
            )
            + "."
            + Part(claims);
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = Signature switch
        {
            TokenSignature.NotAtAll => [],
            TokenSignature.WithTheSecret => HMACSHA256.HashData(Encoding.UTF8.GetBytes(ClientSecret), bytes),
            TokenSignature.WithAnotherKey => otherKey.SignData(
                bytes,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            ),
            _ => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{text}.{Base64Url.EncodeToString(signature)}";

        static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
    }
}
