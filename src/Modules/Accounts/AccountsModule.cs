namespace Kapprum.Accounts;

/// <summary>Who may log in, and how.</summary>
public sealed class AccountsModule : Module;
