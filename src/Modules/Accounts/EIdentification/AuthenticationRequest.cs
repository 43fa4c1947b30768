using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kapprum.Accounts.EIdentification;

/// <summary>
/// What an authentication request has of secrets. Nonce and code verifier follow from its state and from what the
/// browser alone has in its cookie: who reads the database or the address can make neither.
/// </summary>
/// <param name="State">Goes out and comes back, once.</param>
/// <param name="Browser">The browser's own.</param>
internal sealed record AuthenticationRequest(Secret State, Secret Browser)
{
    public string Nonce => From("nonce");

    public string CodeVerifier => From("code verifier");

    public string CodeChallenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));

    private string From(string what) =>
        Base64Url.EncodeToString(
            HKDF.DeriveKey(
                HashAlgorithmName.SHA256,
                Encoding.ASCII.GetBytes(Browser.Text),
                32,
                salt: Encoding.ASCII.GetBytes(State.Text),
                info: Encoding.ASCII.GetBytes(what)
            )
        );
}

/// <summary>For what somebody is identified.</summary>
internal enum IdentificationPurpose
{
    LogIn,

    /// <summary>To be believed more, in the session there is.</summary>
    StepUp,

    /// <summary>An administrator looks at what a provider tells.</summary>
    Trial,
}

/// <summary>The cookie that ties authentication requests to the browser they left from.</summary>
internal static class IdentificationCookie
{
    private static string Name(HttpRequest request) =>
        request.IsHttps ? "__Host-kapprum.identification" : "kapprum.identification";

    /// <summary>Empty for a browser that has left for no provider.</summary>
    public static Secret Shown(HttpRequest request) => new(request.Cookies[Name(request)] ?? "");

    /// <summary>
    /// The browser's own until it is closed, so that several windows may be under way; a new one where there is none.
    /// </summary>
    public static Secret Give(HttpContext http)
    {
        var shown = Shown(http.Request);
        var secret = Token.TryHash(shown.Text, out _) ? shown : new(Token.New().Text);
        http.Response.Cookies.Append(
            Name(http.Request),
            secret.Text,
            Sessions.SessionCookie.Options(http.Request, expires: null)
        );
        return secret;
    }
}
