using Kapprum.Support;

namespace Kapprum.Browser.Notifications;

/// <summary>What happened has been told.</summary>
internal sealed class NotificationsInEkbacka : IHappening
{
    public int Order => 5;

    /// <summary>The guardian's latest.</summary>
    public Guid Notice { get; private set; }

    public async Task Settled(Ekbacka town) =>
        Notice = (Guid)(await town.Guardian.Api.GetAsync("notifications").Json())["items"]![0]!["id"]!;
}
