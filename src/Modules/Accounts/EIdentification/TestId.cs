using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kapprum.Contracts.Roster;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kapprum.Accounts.EIdentification;

/// <summary>
/// A provider of the demo's own, at which one chooses who to be, so that e-identification can be seen without a real
/// one. It answers in this process, and to the rest of the platform is a provider like the others. Never in
/// Production, where it would let in anybody.
/// </summary>
internal sealed class TestId(
    IConfiguration settings,
    IHostEnvironment environment,
    IDataProtectionProvider protection,
    IOptions<PublicSettings> address,
    TimeProvider clock
) : IDisposable
{
    public const string Setting = "Demo:TestId";
    public const string Host = "test-id.invalid";

    /// <summary>Where one chooses.</summary>
    public const string Page = "/test-id";

    /// <summary>
    /// The administrator's, who is in no roster: a coordination number, which the demo's people have not.
    /// </summary>
    public const string AdministratorNumber = "196408832324";

    private const string KeyId = "1";
    private readonly ITimeLimitedDataProtector codes = protection
        .CreateProtector("Kapprum.TestId")
        .ToTimeLimitedDataProtector();
    private readonly RSA key = RSA.Create(2048);

    /// <summary>What a code stands for.</summary>
    private sealed record Chosen(string Number, string Nonce, string Challenge, long At);

    public bool IsOn => !environment.IsProduction() && Wanted(settings);

    /// <summary>Whether the settings ask for it.</summary>
    public static bool Wanted(IConfiguration settings) => bool.TryParse(settings[Setting], out var yes) && yes;

    public IdentityProvider Provider { get; } =
        IdentityProvider.Of(
            "test-id",
            new()
            {
                Issuer = $"https://{Host}",
                ClientId = "kapprum",
                ClientSecret = "none",
                NumberClaims = ["number"],
                EveryLogInIsLevel3 = true,
                Text = "Test-ID",
            }
        );

    /// <summary>Where the browser goes on to with what has been chosen.</summary>
    public string Choose(IdentityNumber number, string nonce, string challenge, string state)
    {
        var chosen = new Chosen(number.Digits, nonce, challenge, clock.GetUtcNow().ToUnixTimeSeconds());
        var code = Base64Url.EncodeToString(
            codes.Protect(JsonSerializer.SerializeToUtf8Bytes(chosen), TimeSpan.FromMinutes(5))
        );
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
            address.Value.LinkTo(FinishIdentification.Path),
            new Dictionary<string, string?> { ["code"] = code, ["state"] = state }
        );
    }

    /// <summary>As the provider answers the platform's own requests.</summary>
    public async Task<HttpResponseMessage> Answer(HttpRequestMessage request, CancellationToken ct) =>
        request.RequestUri!.AbsolutePath switch
        {
            "/.well-known/openid-configuration" => Json(
                new Dictionary<string, object>
                {
                    ["issuer"] = Provider.Issuer,
                    ["authorization_endpoint"] = address.Value.LinkTo(Page),
                    ["token_endpoint"] = $"{Provider.Issuer}/token",
                    ["jwks_uri"] = $"{Provider.Issuer}/keys",
                }
            ),
            "/keys" => Json(new { keys = new[] { Key() } }),
            "/token" => Token(await request.Content!.ReadAsStringAsync(ct)),
            _ => new(System.Net.HttpStatusCode.NotFound),
        };

    public void Dispose() => key.Dispose();

    private object Key()
    {
        var open = key.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA",
            use = "sig",
            kid = KeyId,
            n = Base64Url.EncodeToString(open.Modulus),
            e = Base64Url.EncodeToString(open.Exponent),
        };
    }

    private HttpResponseMessage Token(string body)
    {
        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(body);
        var chosen = JsonSerializer.Deserialize<Chosen>(
            codes.Unprotect(Base64Url.DecodeFromChars(form["code"].ToString()))
        )!;
        var verifier = SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()));
        if (Base64Url.EncodeToString(verifier) != chosen.Challenge)
            return new(System.Net.HttpStatusCode.BadRequest);

        var now = clock.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Provider.Issuer,
                Audience = Provider.ClientId,
                IssuedAt = now,
                Expires = now.AddMinutes(1),
                Claims = new Dictionary<string, object>
                {
                    ["sub"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(chosen.Number))),
                    ["nonce"] = chosen.Nonce,
                    ["auth_time"] = chosen.At,
                    ["number"] = chosen.Number,
                },
                SigningCredentials = new(new RsaSecurityKey(key) { KeyId = KeyId }, SecurityAlgorithms.RsaSha256),
            }
        );
        return Json(new { id_token = token });
    }

    private static HttpResponseMessage Json(object value) =>
        new() { Content = System.Net.Http.Json.JsonContent.Create(value) };
}

/// <summary>Gives the demo's own provider what is meant for it; all else goes out.</summary>
internal sealed class TestIdHandler(TestId testId) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
        testId.IsOn && request.RequestUri?.Host == TestId.Host
            ? testId.Answer(request, ct)
            : base.SendAsync(request, ct);
}
