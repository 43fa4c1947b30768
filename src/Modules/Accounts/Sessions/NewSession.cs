namespace Kapprum.Accounts.Sessions;

/// <summary>A session, and what its client has to show for it.</summary>
/// <param name="Language">The account's.</param>
/// <param name="Refresh">For API clients only.</param>
internal sealed record NewSession(
    Guid AccountId,
    Guid SessionId,
    string Language,
    Secret Access,
    DateTimeOffset AccessUntil,
    Secret? Refresh,
    DateTimeOffset Until
);
