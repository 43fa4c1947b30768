using Kapprum.Accounts.Passwords;
using Kapprum.Web.Layout;

namespace Kapprum.Accounts.Sessions;

/// <summary>
/// What a browser gets when its user has logged in: the session, the user's language, and the mark by which it is known
/// from now on.
/// </summary>
internal sealed class SignIn(KnownDevice device, TimeProvider clock)
{
    public void Open(HttpContext http, NewSession session, bool remember)
    {
        SessionCookie.Set(http, session, remember);
        SessionCookie.SetLanguage(http, session.Language, clock);
        device.Remember(http, session.AccountId);
        Language.Forget(http);
    }
}
