namespace Kapprum.Accounts.Links;

/// <summary>A link that has not been used yet, and whose account it opens.</summary>
/// <param name="UserName">The account's, or the one suggested to it; null when it has to choose.</param>
/// <param name="ChangeId">The change of address that it confirms.</param>
internal sealed record OpenLink(
    Guid AccountId,
    Purpose Purpose,
    DateTimeOffset Expires,
    Guid? PersonId,
    string? UserName,
    string? Email,
    string? EmailKey,
    Guid? ChangeId
);
