namespace Kapprum.Browser.Settings;

/// <summary>What the municipality and its units decide.</summary>
internal sealed class SettingsViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Administrator, "/settings"),
        new(Role.Administrator, "/settings", "of a unit", At: town => $"/settings?unit={town.Preschool}"),
        new(Role.Headteacher, "/settings"),
        new(Role.Administrator, "/settings/{Key}", At: _ => "/settings/absence.days-ahead"),
        new(Role.Administrator, "/settings/{Key}", "decided", At: _ => "/settings/notifications.keep-months"),
        new(
            Role.Administrator,
            "/settings/{Key}",
            "refused",
            At: _ => "/settings/absence.days-ahead",
            Then: page => page.Send("Spara", ("Nytt värde", "99"))
        ),
    ];
}
