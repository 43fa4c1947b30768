namespace Kapprum.Browser.Notifications;

/// <summary>The notices.</summary>
internal sealed class NotificationsViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Guardian, "/notifications"),
        new(Role.Guardian, "/notifications/settings"),
        new(
            Role.Guardian,
            "/notifications/{Id:guid}",
            At: town => $"/notifications/{town.Of<NotificationsInEkbacka>().Notice}"
        ),
        new(Role.Staff, "/notifications"),
    ];
}
