using System.Globalization;
using System.Net;
using Kapprum.Kernel;

namespace Kapprum.Host;

/// <summary>Settings that are read by themselves; what cannot be read is told with what would be right.</summary>
internal static class SettingReader
{
    public static int Number(this IConfiguration settings, string name, int otherwise, int from, int to) =>
        settings[name] is not { } given ? otherwise
        : int.TryParse(given, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to ? number
        : throw Wrong(name, given, $"a whole number from {from} to {to}");

    public static bool YesNo(this IConfiguration settings, string name, bool otherwise) =>
        settings[name] is not { } given ? otherwise
        : bool.TryParse(given, out var yes) ? yes
        : throw Wrong(name, given, "true or false");

    /// <summary>A folder that must be there; null when none is given.</summary>
    public static string? Folder(this IConfiguration settings, string name) =>
        settings[name] is not { } given ? null
        : Directory.Exists(given) ? given
        : throw Wrong(name, given, "a folder that is there");

    /// <summary>Networks with commas between them.</summary>
    public static IReadOnlyList<IPNetwork> Networks(this IConfiguration settings, string name, string otherwise = "") =>
        [
            .. from network in (settings[name] ?? otherwise).Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
            select IPNetwork.TryParse(network, out var known)
                ? known
                : throw Wrong(name, network, "networks like 10.1.0.0/16, with commas between them"),
        ];

    private static OperatorError Wrong(string name, string given, string right) =>
        new($"{name} is '{given}', but must be {right}.");
}
