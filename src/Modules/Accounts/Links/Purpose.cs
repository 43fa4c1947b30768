namespace Kapprum.Accounts.Links;

/// <summary>What a mailed link is for.</summary>
internal enum Purpose
{
    /// <summary>Choosing the first password. Seven days.</summary>
    Activation,

    /// <summary>Choosing a new password. Two hours.</summary>
    Password,

    /// <summary>Confirming a new e-mail address. Three days.</summary>
    Email,
}
