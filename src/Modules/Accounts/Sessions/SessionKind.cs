namespace Kapprum.Accounts.Sessions;

/// <summary>Where a session lives: in a browser's cookie, or in the tokens of an API client.</summary>
internal enum SessionKind
{
    Cookie,
    Bearer,
}
