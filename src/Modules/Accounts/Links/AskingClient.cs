using Kapprum.Accounts.Passwords;

namespace Kapprum.Accounts.Links;

/// <summary>
/// Who asks for mails without being logged in: a browser in which somebody has logged in before is counted by itself,
/// so that others behind its address, a school's for instance, cannot use up what it may ask.
/// </summary>
internal sealed class AskingClient(Throttle throttle, KnownDevice device, IHttpContextAccessor http)
{
    public Task Count(CancellationToken ct)
    {
        var asking = http.HttpContext!;
        return throttle.Take(
            device.Knows(KnownDevice.Shown(asking.Request)) is { } known
                ? Throttle.AskingOn(known)
                : Throttle.Asking(asking.Connection.RemoteIpAddress),
            ct
        );
    }
}
