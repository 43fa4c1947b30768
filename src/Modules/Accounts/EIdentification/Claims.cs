using System.Globalization;
using System.Text.Json;
using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.EIdentification;

/// <summary>What a provider has said of somebody.</summary>
internal sealed class Claims
{
    private readonly Dictionary<string, JsonElement> all = [];

    /// <summary>Of the protocol, and nobody's own.</summary>
    private static readonly string[] Plain =
    [
        "iss",
        "aud",
        "azp",
        "iat",
        "exp",
        "nbf",
        "auth_time",
        "acr",
        "amr",
        "idp",
        "authenticationtype",
        "country",
        "nin_issuing_country",
        "nin_type",
    ];

    public static Claims Of(JsonElement told) => new Claims().With(told);

    /// <summary>What has been said before goes before what is said now.</summary>
    public Claims With(JsonElement told)
    {
        foreach (var claim in told.EnumerateObject())
            all.TryAdd(claim.Name, claim.Value);
        return this;
    }

    public bool HasAny(IEnumerable<string> claims) => claims.Any(claim => Text(claim) is not null);

    /// <summary>When whoever it is about was identified; null when that is not said.</summary>
    public DateTimeOffset? IdentifiedAt =>
        all.TryGetValue("auth_time", out var seconds)
        && seconds.ValueKind == JsonValueKind.Number
        && seconds.TryGetInt64(out var time)
        && time is > 0 and < 100_000_000_000
            ? DateTimeOffset.FromUnixTimeSeconds(time)
            : null;

    /// <summary>Only what the settings name is level 3: what is not known is not believed.</summary>
    public Assurance Assurance(IdentityProvider provider) =>
        provider.EveryLogInIsLevel3 || (Text(provider.LevelClaim) is { } level && provider.Level3.Contains(level))
            ? Kernel.Assurance.EIdentification
            : Kernel.Assurance.Password;

    /// <returns>Null when there is none, or two, or one that is not Swedish or not right.</returns>
    public IdentityNumber? Number(IdentityProvider provider, DateOnly today) =>
        provider.Required.All(one => Text(one.Key) == one.Value)
        && provider.NumberClaims.Select(Text).OfType<string>().ToArray() is [var only]
            ? IdentityNumber.Read(only, today)
            : null;

    /// <summary>The coordination number that somebody had before.</summary>
    public IdentityNumber? PreviousNumber(IdentityProvider provider, DateOnly today) =>
        provider.PreviousNumberClaim is { } claim ? IdentityNumber.Read(Text(claim), today) : null;

    /// <summary>All of it, to be looked at: who it is about cannot be told from it.</summary>
    public IReadOnlyList<(string Claim, string Value)> Masked() =>
        [
            .. all.OrderBy(claim => claim.Key, StringComparer.Ordinal)
                .Select(claim => (claim.Key, Plain.Contains(claim.Key) ? Shown(claim.Value) : Masked(claim.Value))),
        ];

    private static string Shown(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Masked(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Masked(value.GetString()!),
            JsonValueKind.Number => Masked(value.GetRawText()),
            JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(inner => inner.Name)),
            JsonValueKind.Array => string.Create(CultureInfo.InvariantCulture, $"[{value.GetArrayLength()}]"),
            _ => value.GetRawText(),
        };

    private static string Masked(string value) =>
        value.Length < 8 ? new('•', value.Length) : $"{value[..4]}{new string('•', Math.Min(value.Length, 16) - 4)}";

    private string? Text(string claim)
    {
        if (!claim.StartsWith('/'))
            return all.TryGetValue(claim, out var found) ? Scalar(found) : null;

        var path = claim[1..].Split('/').Select(step => step.Replace("~1", "/").Replace("~0", "~")).ToArray();
        if (!all.TryGetValue(path[0], out var at))
            return null;
        foreach (var step in path[1..])
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
                return null;
        return Scalar(at);
    }

    private static string? Scalar(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { Length: > 0 } text => text,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
