using System.Net;
using Microsoft.AspNetCore.Http;

namespace Kapprum.Kernel;

/// <summary>What somebody is in the municipality today; follows from guardianships and duties.</summary>
[Flags]
public enum Roles
{
    None = 0,
    Guardian = 1,
    Staff = 2,
    Headteacher = 4,
    Administrator = 8,
    Anyone = Guardian | Staff | Headteacher | Administrator,
}

/// <summary>
/// How sure we are who it is: a password, or an e-identification. The latter falls back to the former after half an
/// hour without anything done, and after eight hours.
/// </summary>
public enum Assurance
{
    /// <summary>A token that a program shows: whoever has got hold of it.</summary>
    Token = 0,
    Password = 1,
    EIdentification = 3,
}

/// <summary>
/// Who is asking. Only a request has one: a job or an event handler that wants it is a mistake. <paramref
/// name="PersonId"/> is empty for an account that is no person of the roster, such as the first administrator's.
/// </summary>
public sealed record CurrentUser(
    Guid AccountId,
    Guid PersonId,
    Guid SessionId,
    Roles Roles,
    Assurance Assurance,
    string Language,
    IPAddress? Address
)
{
    /// <summary>Null for who is no person of the roster.</summary>
    public string? GivenName { get; init; }

    /// <inheritdoc cref="GivenName"/>
    public string? FamilyName { get; init; }

    /// <summary>
    /// The browser is the user's own, as he or she said at the log-in: it may keep what it has shown.
    /// </summary>
    public bool OwnDevice { get; init; }

    /// <summary>What the personal token is good for that a program shows; null for a session.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When he or she was last identified or said the password; null when that is not known.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    public bool Is(Roles role) => (Roles & role) != 0;

    internal static CurrentUser From(IHttpContextAccessor http) =>
        http.HttpContext?.Features.Get<CurrentUser>()
        ?? throw new InvalidOperationException("There is no current user outside an authenticated request.");
}
