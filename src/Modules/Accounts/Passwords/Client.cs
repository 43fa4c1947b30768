namespace Kapprum.Accounts.Passwords;

/// <summary>Who waits for a password to be looked at.</summary>
internal enum Client
{
    /// <summary>Logged in, on a device on which the account is known, or with the link of a mail.</summary>
    Known,
    Stranger,
}
