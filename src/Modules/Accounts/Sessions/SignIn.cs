namespace Kapprum.Accounts;

/// <summary>
/// What a browser gets when its user has logged in: the session, the user's language, and the mark by which it is known
/// from now on.
/// </summary>
internal sealed class SignIn(KnownDevice device, TimeProvider clock)
{
    public void Open(HttpContext http, NewSession session, bool remember)
    {
        SessionCookie.Give(http, session, remember);
        SessionCookie.Speak(http, session.Language, clock);
        device.Remember(http, session.AccountId);
    }
}
