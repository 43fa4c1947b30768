using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.Tokens;

namespace Kapprum.Accounts.EIdentification;

/// <summary>A provider of e-identification that is set up.</summary>
internal sealed partial record IdentityProvider
{
    public required string Name { get; init; }
    public required string Text { get; init; }
    public required int Order { get; init; }
    public required string Issuer { get; init; }
    public required string ClientId { get; init; }
    public required ClientAuthentication ClientAuthentication { get; init; }
    public required Secret ClientSecret { get; init; }
    public required SigningCredentials? SigningKey { get; init; }
    public required string Scopes { get; init; }
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }
    public required IReadOnlyList<string> NumberClaims { get; init; }
    public required string? PreviousNumberClaim { get; init; }
    public required IReadOnlyDictionary<string, string> Required { get; init; }
    public required string LevelClaim { get; init; }
    public required IReadOnlyList<string> Level3 { get; init; }
    public required bool EveryLogInIsLevel3 { get; init; }

    /// <summary>What is said of it at <c>/.well-known/openid-configuration</c>.</summary>
    public string DiscoveryAddress => $"{Issuer.TrimEnd('/')}/.well-known/openid-configuration";

    /// <summary>What cannot be so, for the operator; nothing when all is well.</summary>
    public static IEnumerable<string> Wrong(string name, ProviderOptions given)
    {
        var place = $"EIdentification:Providers:{name}";
        if (!Names().IsMatch(name))
            yield return $"{place}: a provider's name is up to 30 small letters, digits and dashes.";
        if (!IsProtected(given.Issuer))
            yield return $"{place}:Issuer must be an https address.";
        if (string.IsNullOrWhiteSpace(given.ClientId))
            yield return $"{place}:ClientId must be given.";
        if (string.IsNullOrEmpty(given.ClientSecret) == string.IsNullOrEmpty(given.PrivateKeyFile))
            yield return $"{place} must have either a ClientSecret or a PrivateKeyFile.";
        if (given.PrivateKeyFile is { Length: > 0 } file && !File.Exists(file))
            yield return $"{place}:PrivateKeyFile is '{file}', but there is no such file.";
        if (given.NumberClaims.Length == 0 && ProviderPresets.Of(given.Preset).NumberClaims.Length == 0)
            yield return $"{place}:NumberClaims must say where the personal identity number stands.";
        foreach (var parameter in given.Parameters.Keys.Where(Own.Contains))
            yield return $"{place}:Parameters:{parameter} is the platform's own to say.";
    }

    /// <summary>What the platform itself says in an authentication request.</summary>
    private static readonly string[] Own =
    [
        "client_id",
        "response_type",
        "response_mode",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
    ];

    public static IdentityProvider Of(string name, ProviderOptions given)
    {
        var preset = ProviderPresets.Of(given.Preset);
        return new()
        {
            Name = name,
            Text = given.Text ?? name,
            Order = given.Order,
            Issuer = given.Issuer!,
            ClientId = given.ClientId!,
            ClientAuthentication =
                given.PrivateKeyFile is { Length: > 0 } ? ClientAuthentication.PrivateKeyJwt
                : given.ClientAuthentication is ClientAuthentication.ClientSecretPost
                    ? ClientAuthentication.ClientSecretPost
                : ClientAuthentication.ClientSecretBasic,
            ClientSecret = new(given.ClientSecret ?? ""),
            SigningKey = given.PrivateKeyFile is { Length: > 0 } file ? KeyIn(file, given.KeyId) : null,
            Scopes = given.Scopes ?? preset.Scopes!,
            Parameters = Over(preset.Parameters, given.Parameters),
            NumberClaims = given.NumberClaims.Length > 0 ? given.NumberClaims : preset.NumberClaims,
            PreviousNumberClaim = given.PreviousNumberClaim ?? preset.PreviousNumberClaim,
            Required = Over(preset.Required, given.Required),
            LevelClaim = given.LevelClaim ?? preset.LevelClaim ?? "acr",
            Level3 = given.Level3.Length > 0 ? given.Level3 : preset.Level3,
            EveryLogInIsLevel3 = given.EveryLogInIsLevel3,
        };
    }

    /// <summary>Over https, or on this machine, where nobody listens in between.</summary>
    public static bool IsProtected(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri is { Scheme: "http", IsLoopback: true });

    private static Dictionary<string, string> Over(
        IReadOnlyDictionary<string, string> preset,
        IReadOnlyDictionary<string, string> given
    ) =>
        preset
            .Concat(given)
            .GroupBy(one => one.Key)
            .ToDictionary(one => one.Key, one => one.Last().Value)
            .Where(one => one.Value.Length > 0)
            .ToDictionary();

    private static SigningCredentials KeyIn(string file, string? keyId)
    {
        var pem = File.ReadAllText(file);
        try
        {
            var elliptic = ECDsa.Create();
            elliptic.ImportFromPem(pem);
            return new(new ECDsaSecurityKey(elliptic) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new(new RsaSecurityKey(rsa) { KeyId = keyId }, SecurityAlgorithms.RsaSha256);
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,30}$")]
    private static partial Regex Names();
}
