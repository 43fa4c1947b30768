namespace Kapprum.Accounts.EIdentification;

/// <summary>The section <c>EIdentification</c> of the host's settings.</summary>
internal sealed class EIdentificationSettings
{
    /// <summary>By a name of the operator's own, in letters, digits and dashes.</summary>
    public Dictionary<string, ProviderOptions> Providers { get; set; } = [];
}

/// <summary>
/// An OpenID provider as the host's settings describe it; what they leave out is the preset's, if they name one.
/// </summary>
internal sealed class ProviderOptions
{
    public ProviderPreset? Preset { get; set; }

    /// <summary>As the provider calls itself, to the letter.</summary>
    public string? Issuer { get; set; }
    public string? ClientId { get; set; }
    public string? ClientSecret { get; set; }

    /// <summary>A PEM file with the key that signs what the client says of itself, instead of a secret.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>What the provider calls that key.</summary>
    public string? KeyId { get; set; }
    public ClientAuthentication? ClientAuthentication { get; set; }

    /// <summary>With spaces between them.</summary>
    public string? Scopes { get; set; }

    /// <summary>Further parameters of the authentication request, such as <c>acr_values</c>.</summary>
    public Dictionary<string, string> Parameters { get; set; } = [];

    /// <summary>
    /// Where a personal identity number or coordination number stands: the name of a claim, or a JSON pointer that
    /// begins with a slash.
    /// </summary>
    public string[] NumberClaims { get; set; } = [];

    /// <summary>Where the coordination number stands that somebody had before.</summary>
    public string? PreviousNumberClaim { get; set; }

    /// <summary>What other claims must say for the number to be one of ours, such as a country.</summary>
    public Dictionary<string, string> Required { get; set; } = [];

    /// <summary>The claim that tells the level; <c>acr</c> if not given.</summary>
    public string? LevelClaim { get; set; }

    /// <summary>What stands there for level of assurance 3 or more. Whatever else stands there is less.</summary>
    public string[] Level3 { get; set; } = [];

    /// <summary>Every log-in at this provider is at level of assurance 3, whatever it says or leaves out.</summary>
    public bool EveryLogInIsLevel3 { get; set; }

    /// <summary>What it is called on the button, as <c>BankID</c>; its name if not given.</summary>
    public string? Text { get; set; }

    /// <summary>The lowest comes first.</summary>
    public int Order { get; set; }
}

/// <summary>How the platform shows a provider that it is the client it says (OpenID Connect Core 1.0, 9).</summary>
internal enum ClientAuthentication
{
    ClientSecretBasic,
    ClientSecretPost,
    PrivateKeyJwt,
}

/// <summary>What is known of how some kinds of provider tell the number and the level.</summary>
internal enum ProviderPreset
{
    /// <summary>The OpenID Connect profile of OIDC Sweden.</summary>
    SwedishProfile,
    Signicat,
    Idura,
    Freja,
}

internal static class ProviderPresets
{
    /// <summary>The levels of the Swedish trust framework that count as 3 or more.</summary>
    private static readonly string[] SwedishLevels =
    [
        "http://id.elegnamnden.se/loa/1.0/loa3",
        "http://id.elegnamnden.se/loa/1.0/loa4",
        "http://id.swedenconnect.se/loa/1.0/uncertified-loa3",
    ];

    public static ProviderOptions Of(ProviderPreset? preset) =>
        preset switch
        {
            ProviderPreset.SwedishProfile => new()
            {
                Scopes = "openid https://id.oidc.se/scope/naturalPersonNumber",
                NumberClaims =
                [
                    "https://id.oidc.se/claim/personalIdentityNumber",
                    "https://id.oidc.se/claim/coordinationNumber",
                ],
                PreviousNumberClaim = "https://id.oidc.se/claim/previousCoordinationNumber",
                Parameters = { ["acr_values"] = SwedishLevels[0] },
                Level3 = SwedishLevels,
            },
            ProviderPreset.Signicat => new()
            {
                Scopes = "openid nin",
                NumberClaims = ["nin"],
                Required = { ["nin_issuing_country"] = "SE" },
                Parameters = { ["acr_values"] = "idp:sbid" },
                LevelClaim = "idp",
                Level3 = ["sbid"],
            },
            ProviderPreset.Idura => new()
            {
                Scopes = "openid ssn",
                NumberClaims = ["ssn"],
                Required = { ["country"] = "SE" },
                Parameters = { ["acr_values"] = "urn:grn:authn:se:bankid" },
                LevelClaim = "authenticationtype",
                Level3 =
                [
                    "urn:grn:authn:se:bankid",
                    "urn:grn:authn:se:bankid:same-device",
                    "urn:grn:authn:se:bankid:another-device",
                    "urn:grn:authn:se:bankid:another-device:qr",
                ],
            },
            ProviderPreset.Freja => new()
            {
                Scopes =
                    "openid https://frejaeid.com/oidc/scopes/personalIdentityNumber "
                    + "https://frejaeid.com/oidc/scopes/registrationLevel",
                NumberClaims = ["https://frejaeid.com/oidc/claims/personalIdentityNumber"],
                LevelClaim = "https://frejaeid.com/oidc/claims/registrationLevel",
                Level3 = ["PLUS"],
            },
            _ => new() { Scopes = "openid", Level3 = SwedishLevels },
        };
}
