namespace Kapprum.Browser.Start;

/// <summary>The start page.</summary>
internal sealed class StartViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Guardian, "/"),
        new(Role.Guardian, "/", "one child", At: town => $"/?child={town.Child}"),
        new(Role.Guardian, "/", "all children", At: _ => "/?child=all"),
        new(Role.Guardian, "/kept"),
    ];
}
