namespace Kapprum.Accounts.Sessions;

/// <summary>What a browser is called when its owner looks at the list of sessions: "Firefox · Android".</summary>
internal static class DeviceName
{
    // Each is looked for in turn: Edge also says that it is Chrome, and everybody says Safari.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];

    /// <returns>At most 60 characters; empty when it says nothing.</returns>
    public static string Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return "";

        var browser = Named(Browsers, userAgent);
        var system = Named(Systems, userAgent);
        return browser is not null && system is not null
            ? $"{browser} · {system}"
            : new([.. userAgent.Trim().Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(60)]);
    }

    private static string? Named((string Sign, string Name)[] signs, string userAgent) =>
        Array.Find(signs, sign => userAgent.Contains(sign.Sign, StringComparison.Ordinal)).Name;
}
