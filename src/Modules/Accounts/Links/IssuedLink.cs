namespace Kapprum.Accounts.Links;

/// <summary>A link for a mail that goes out.</summary>
/// <param name="Path">Where it leads, below the public address, with the token.</param>
internal sealed record IssuedLink(Guid AccountId, Guid? PersonId, string Email, string Language, string Path);
