using Kapprum.Accounts.Administration;
using Kapprum.Support;

namespace Kapprum.Browser;

/// <summary>Those who log in by typing.</summary>
internal static class Passwords
{
    /// <summary>What everybody's password is.</summary>
    public const string Password = "sju vantar på hyllan";

    /// <summary>Gives somebody's account a user name and the password.</summary>
    public static Task MayLogIn(this App app, Guid person, string userName) =>
        app.Send(new OpenDemoAccounts(new(Password), [new(person, userName)]));
}
