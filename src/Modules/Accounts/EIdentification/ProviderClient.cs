using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Kapprum.Accounts.EIdentification;

/// <summary>
/// Speaks to providers: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636). Documents, keys and
/// signatures are Microsoft.IdentityModel's. ASP.NET Core's own handler would be one scheme for each provider, made at
/// the start, with state and nonce in cookies, and does not check a signed userinfo answer; so the few requests are our
/// own. No provider is waited for longer than ten seconds.
/// </summary>
internal sealed class ProviderClient(
    IHttpClientFactory clients,
    ProviderHealth health,
    TimeProvider clock,
    ILogger<ProviderClient> log
)
{
    public const string HttpClientName = "e-identification";
    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OldestToken = TimeSpan.FromMinutes(5);

    /// <summary>By a key that only the provider has: neither none nor what the client's secret signs.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly ConcurrentDictionary<string, (OpenIdConnectConfiguration Read, long Since)> known = new();
    private readonly JsonWebTokenHandler tokens = new() { SetDefaultTimesOnTokenCreation = false };

    public static void Limit(HttpClient http)
    {
        http.Timeout = Patience;
        http.MaxResponseContentBufferSize = 256 * 1024;
    }

    public static SocketsHttpHandler Handler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };

    /// <summary>What the provider says of itself, with its keys; read once an hour.</summary>
    public async Task<OpenIdConnectConfiguration> Configuration(
        IdentityProvider provider,
        CancellationToken ct,
        bool anew = false
    )
    {
        if (
            known.TryGetValue(provider.Issuer, out var found)
            && clock.GetElapsedTime(found.Since) < (anew ? BetweenLooks : Keep)
        )
            return found.Read;

        return await Asking(
            provider,
            async (http, patience) =>
            {
                var documents = new HttpDocumentRetriever(http) { RequireHttps = !IsLocal(provider.Issuer) };
                var read = await OpenIdConnectConfigurationRetriever.GetAsync(
                    provider.DiscoveryAddress,
                    documents,
                    patience
                );
                if (read.Issuer != provider.Issuer)
                    throw new ProviderFailed(isAway: false, "its configuration is another issuer's");
                if (
                    new[] { read.AuthorizationEndpoint, read.TokenEndpoint }.Any(one =>
                        !IdentityProvider.IsProtected(one)
                    )
                )
                    throw new ProviderFailed(isAway: false, "its endpoints are not protected");
                known[provider.Issuer] = (read, clock.GetTimestamp());
                return read;
            },
            ct
        );
    }

    /// <summary>Where the browser is led to be identified.</summary>
    /// <param name="again">Also who is logged in at the provider identifies himself or herself anew.</param>
    public static string AuthorizationAddress(
        IdentityProvider provider,
        OpenIdConnectConfiguration configuration,
        AuthenticationRequest request,
        string returnAddress,
        bool again
    )
    {
        var parameters = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = provider.ClientId,
            ["redirect_uri"] = returnAddress,
            ["scope"] = provider.Scopes,
            ["state"] = request.State.Text,
            ["nonce"] = request.Nonce,
            ["code_challenge"] = request.CodeChallenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in provider.Parameters)
            parameters[name] = value;
        if (again)
            (parameters["prompt"], parameters["max_age"]) = ("login", "0");
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
            configuration.AuthorizationEndpoint,
            parameters
        );
    }

    /// <summary>
    /// Where one logs out at the provider too (OpenID Connect RP-Initiated Logout 1.0); null when it offers no such
    /// place, or has not been heard of. Without the ID token, as that has the personal identity number in it.
    /// </summary>
    public string? LogOutAddress(IdentityProvider provider, string returnAddress) =>
        known.TryGetValue(provider.Issuer, out var found) && IdentityProvider.IsProtected(found.Read.EndSessionEndpoint)
            ? Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
                found.Read.EndSessionEndpoint,
                new Dictionary<string, string?>
                {
                    ["client_id"] = provider.ClientId,
                    ["post_logout_redirect_uri"] = returnAddress,
                }
            )
            : null;

    /// <summary>Exchanges a code for what the provider says of whoever has been identified.</summary>
    public async Task<Claims> Redeem(
        IdentityProvider provider,
        Secret code,
        AuthenticationRequest request,
        string returnAddress,
        CancellationToken ct
    )
    {
        var configuration = await Configuration(provider, ct);
        return await Asking(
            provider,
            async (http, patience) =>
            {
                var answer = await Exchange(http, provider, configuration, code, request, returnAddress, patience);
                var token = await Checked(provider, configuration, answer.IdToken, patience);
                CheckIdToken(provider, token, request.Nonce);
                var claims = Claims.Of(Payload(token));
                if (claims.HasAny(provider.NumberClaims) || answer.AccessToken is not { } access)
                    return claims;
                return configuration.UserInfoEndpoint is { Length: > 0 } userInfo
                    ? claims.With(await UserInfo(http, provider, configuration, userInfo, access, token, patience))
                    : claims;
            },
            ct
        );
    }

    private async Task<T> Asking<T>(
        IdentityProvider provider,
        Func<HttpClient, CancellationToken, Task<T>> ask,
        CancellationToken ct
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var http = clients.CreateClient(HttpClientName);
            var answer = await ask(http, patience.Token);
            health.Answered(provider.Name);
            return answer;
        }
        catch (ProviderFailed e)
        {
            throw Noted(provider, e);
        }
        // That it is not there is said by Microsoft.IdentityModel's reader in an exception of the first two kinds.
        catch (Exception e)
            when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            throw Noted(provider, new(isAway: true, "it does not answer", e));
        }
        catch (Exception e)
            when (e is JsonException or SecurityTokenException or ArgumentException or FormatException
                || e is InvalidOperationException or NotSupportedException
            )
        {
            throw Noted(provider, new(isAway: false, $"it answers wrongly ({e.GetType().Name})", e));
        }
    }

    // The reason's own words may hold a token: of it only its kind is said.
    private ProviderFailed Noted(IdentityProvider provider, ProviderFailed failed)
    {
        if (failed.IsAway)
            health.DidNotAnswer(provider.Name);
        else
            health.Answered(provider.Name);
        log.LogWarning("E-identification by {Provider} failed: {Reason}", provider.Name, failed.Message);
        return failed;
    }

    private async Task<(string IdToken, string? AccessToken)> Exchange(
        HttpClient http,
        IdentityProvider provider,
        OpenIdConnectConfiguration configuration,
        Secret code,
        AuthenticationRequest request,
        string returnAddress,
        CancellationToken ct
    )
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code.Text,
            ["redirect_uri"] = returnAddress,
            ["code_verifier"] = request.CodeVerifier,
        };
        using var message = new HttpRequestMessage(HttpMethod.Post, configuration.TokenEndpoint);
        switch (provider.ClientAuthentication)
        {
            case ClientAuthentication.ClientSecretBasic:
                var basic = $"{Form(provider.ClientId)}:{Form(provider.ClientSecret.Text)}";
                message.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
                break;
            case ClientAuthentication.ClientSecretPost:
                (form["client_id"], form["client_secret"]) = (provider.ClientId, provider.ClientSecret.Text);
                break;
            case ClientAuthentication.PrivateKeyJwt:
                form["client_id"] = provider.ClientId;
                form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                form["client_assertion"] = Assertion(provider, configuration.TokenEndpoint);
                break;
        }

        message.Content = new FormUrlEncodedContent(form);
        using var answer = await http.SendAsync(message, ct);
        var body = await Body(answer, ct);
        using var json = JsonDocument.Parse(body);
        return (
            json.RootElement.GetProperty("id_token").GetString() ?? throw new JsonException(),
            json.RootElement.TryGetProperty("access_token", out var access) ? access.GetString() : null
        );
    }

    /// <summary>What shows that it is us, for a minute and this provider (RFC 7523, 3).</summary>
    private string Assertion(IdentityProvider provider, string tokenEndpoint)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return tokens.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = provider.ClientId,
                Audience = tokenEndpoint,
                IssuedAt = now,
                Expires = now.AddMinutes(1),
                Claims = new Dictionary<string, object> { ["sub"] = provider.ClientId, ["jti"] = Token.New().Text },
                SigningCredentials = provider.SigningKey,
            }
        );
    }

    /// <summary>Signed by the provider, for us, and valid now.</summary>
    private async Task<JsonWebToken> Checked(
        IdentityProvider provider,
        OpenIdConnectConfiguration configuration,
        string text,
        CancellationToken ct,
        bool expires = true
    )
    {
        var result = await tokens.ValidateTokenAsync(text, Parameters(provider, configuration, expires));
        // Its keys may be new.
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException)
        {
            var again = await Configuration(provider, ct, anew: true);
            if (again != configuration)
                result = await tokens.ValidateTokenAsync(text, Parameters(provider, again, expires));
        }

        return result is { IsValid: true, SecurityToken: JsonWebToken token }
            ? token
            : throw new ProviderFailed(isAway: false, $"its token is refused ({result.Exception?.GetType().Name})");
    }

    private TokenValidationParameters Parameters(
        IdentityProvider provider,
        OpenIdConnectConfiguration configuration,
        bool expires
    ) =>
        new()
        {
            ValidIssuer = provider.Issuer,
            ValidAudience = provider.ClientId,
            IssuerSigningKeys = configuration.SigningKeys,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = expires,
            LifetimeValidator = (from, until, _, _) =>
                (from is null || from <= clock.GetUtcNow().UtcDateTime + Skew)
                && (until is null ? !expires : until > clock.GetUtcNow().UtcDateTime - Skew),
        };

    /// <summary>What OpenID Connect Core 1.0 asks in 3.1.3.7 beside signature, issuer, audience and end.</summary>
    private void CheckIdToken(IdentityProvider provider, JsonWebToken token, string nonce)
    {
        var now = clock.GetUtcNow();
        var party = token.TryGetPayloadValue<string>("azp", out var azp) ? azp : null;
        if (party is null ? token.Audiences.Count() > 1 : party != provider.ClientId)
            throw new ProviderFailed(isAway: false, "its ID token is for another client");
        if (!token.TryGetPayloadValue<string>("nonce", out var said) || said != nonce)
            throw new ProviderFailed(isAway: false, "its ID token has another nonce");
        if (
            !token.TryGetPayloadValue<long>("iat", out var seconds)
            || DateTimeOffset.FromUnixTimeSeconds(seconds) is var issued
                && (issued > now + Skew || issued < now - OldestToken - Skew)
        )
            throw new ProviderFailed(isAway: false, "its ID token is not from now");
        if (string.IsNullOrEmpty(token.Subject))
            throw new ProviderFailed(isAway: false, "its ID token is about nobody");
    }

    private async Task<JsonElement> UserInfo(
        HttpClient http,
        IdentityProvider provider,
        OpenIdConnectConfiguration configuration,
        string address,
        string access,
        JsonWebToken idToken,
        CancellationToken ct
    )
    {
        if (!IdentityProvider.IsProtected(address))
            throw new ProviderFailed(isAway: false, "its endpoints are not protected");
        using var message = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", access) },
        };
        using var answer = await http.SendAsync(message, ct);
        var body = await Body(answer, ct);
        var isSigned =
            answer.Content.Headers.ContentType?.MediaType?.EndsWith("/jwt", StringComparison.Ordinal) is true;
        var told = isSigned
            ? Payload(await Checked(provider, configuration, body, ct, expires: false))
            : JsonDocument.Parse(body).RootElement;
        return told.TryGetProperty("sub", out var subject) && subject.GetString() == idToken.Subject
            ? told
            : throw new ProviderFailed(isAway: false, "its user info is about somebody else");
    }

    private static async Task<string> Body(HttpResponseMessage answer, CancellationToken ct) =>
        answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(ct)
            : throw new ProviderFailed(
                answer.StatusCode >= HttpStatusCode.InternalServerError,
                $"it answers {(int)answer.StatusCode}"
            );

    private static JsonElement Payload(JsonWebToken token) =>
        JsonDocument.Parse(Base64UrlEncoder.Decode(token.EncodedPayload)).RootElement;

    /// <summary>As forms have it (RFC 6749, 2.3.1).</summary>
    private static string Form(string text) => Uri.EscapeDataString(text).Replace("%20", "+");

    private static bool IsLocal(string address) => new Uri(address).Scheme == Uri.UriSchemeHttp;
}
