using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Kapprum.Web.Parts;

/// <summary>
/// The things of a cloakroom, 48 by 48: f is filled with the colour around it, d darker, l white, w wood, i iron. They
/// stand on the bench or hang from a hook.
/// </summary>
internal static class Things
{
    public static readonly FrozenDictionary<string, string> Shapes = new Dictionary<string, string>
    {
        ["bag"] = """
            <path class="i" d="M16 14q8-9 16 0"/><path class="f" d="M14 15h20l4 22a5 5 0 0 1-5 6H15a5 5 0 0 1-5-6z"/>
            <path d="M13 21h22"/><path class="i" d="M14 15q-6 6-4 16M34 15q6 6 4 16"/>
            """,
        ["board"] = """
            <path class="i" d="M24 4v4"/><rect class="w" x="6" y="8" width="36" height="30" rx="3"/>
            <rect class="l" x="11" y="13" width="14" height="18" rx="1.5"/><path d="M14 18h8M14 22h8M14 26h5"/>
            <rect class="f" x="29" y="13" width="9" height="11" rx="1.5"/>
            """,
        ["boots"] = """
            <path class="f" d="M9 8h11v22l7 4c3 2 4 4 4 8H9z"/><path d="M9 14h11M9 38h21"/>
            <path class="d" d="M9 40h22v4H9z"/><path class="f" d="M24 12h11v20l6 4c3 2 4 4 4 7H26"/>
            <path d="M24 18h11"/>
            """,
        ["clock"] = """
            <path class="w" d="M14 40h20v4H14z"/><circle class="f" cx="24" cy="23" r="17"/>
            <circle class="l" cx="24" cy="23" r="12.5"/><path class="i" d="M24 15v8l5 4"/>
            """,
        ["hat"] = """
            <circle class="l" cx="24" cy="9" r="4.5"/><path class="f" d="M8 33c0-26 32-26 32 0z"/>
            <path class="l" d="M6 32h36v6a4 4 0 0 1-4 4H10a4 4 0 0 1-4-4z"/><path d="M14 33v8M21 33v8M28 33v8M35 33v8"/>
            """,
        ["letter"] = """
            <rect class="l" x="6" y="12" width="36" height="26" rx="4"/><path d="m7 14 17 14 17-14"/>
            <path class="f" d="M30 8h10v12H30z"/>
            """,
        ["mitten"] = """
            <path class="f" d="M12 32V17c0-12 18-12 18 0v6c2-4 9-4 9 1 0 5-5 8-9 9v-1z"/>
            <path class="l" d="M11 32h20v8a3 3 0 0 1-3 3H14a3 3 0 0 1-3-3z"/><path d="M17 33v9M22 33v9M27 33v9"/>
            """,
    }.ToFrozenDictionary();

    /// <summary>
    /// The cloakroom as a picture, 280 by 140, of how it is: all coats hang, nothing is on the board, nobody is there.
    /// </summary>
    public static readonly FrozenDictionary<string, string> Scenes = new Dictionary<string, string>
    {
        ["full"] = Room(
            [],
            Coat(0, 0, 15)
                + Coat(2, 6, 79)
                + Coat(1, 2, 143)
                + Coat(4, 4, 207)
                + Hooks(11, 44, 108, 172, 236)
                + Standing("boots", 2, 20, 78, .85m)
                + Standing("boots", 7, 196, 78, .85m)
        ),
        ["board"] = Room(
            [40, 240],
            """
            <path class="i" d="M140 18 112 40M140 18l28 22"/>
            <rect class="w" x="92" y="38" width="96" height="62" rx="4"/>
            <rect class="l" x="99" y="45" width="82" height="48" rx="2"/>
            <g class="hue-0"><circle class="f" cx="140" cy="54" r="3.5"/></g>
            """
                + Standing("mitten", 0, 214, 82, .75m)
                + Standing("hat", 7, 26, 82, .75m)
        ),
        ["closed"] = Room(
            [36, 84, 132],
            """
            <rect class="w" x="170" y="34" width="82" height="66" rx="5"/>
            <g class="hue-7"><rect class="d" x="177" y="41" width="68" height="52" rx="2"/></g>
            <g class="hue-2"><path class="f" d="M222 52a15 15 0 1 0 10 25 13 13 0 0 1-10-25z"/></g>
            <path class="i" d="M211 41v52M177 67h68"/>
            """ + Standing("mitten", 0, 40, 82, .75m)
        ),
    }.ToFrozenDictionary();

    private static string Room(int[] hooks, string inside)
    {
        var grooves = string.Concat(Enumerable.Range(0, 10).Select(at => Invariant($"M{14 + 28 * at} 0V140")));
        return $"""
            <path class="groove" d="{grooves}"/>
            <path class="w" d="M-4 14h288v9H-4z"/><path class="w" d="M-4 118h288v8H-4z"/>{Hooks(13, hooks)}{inside}
            """;
    }

    private static string Hooks(int top, params int[] places)
    {
        var all = new StringBuilder();
        foreach (var x in places)
            all.Append(
                CultureInfo.InvariantCulture,
                $"""<path class="i" d="M{x} {top + 5}v8"/><circle class="i" cx="{x}" cy="{top + 5}" r="2"/>"""
            );
        return all.ToString();
    }

    private static string Coat(int form, int hue, int x) =>
        Invariant(
            $"""
            <g class="hue-{hue}" transform="translate({x} 11) scale(1.2)">
            <path class="f" d="{Pegs.Garments[form].Outline}"/><path d="{Pegs.Garments[form].Seams}"/></g>
            """
        );

    private static string Standing(string thing, int hue, int x, int y, decimal scale) =>
        Invariant($"""<g class="hue-{hue}" transform="translate({x} {y}) scale({scale})">{Shapes[thing]}</g>""");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
