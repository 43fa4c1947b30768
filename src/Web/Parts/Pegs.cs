using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace Kapprum.Web.Parts;

/// <summary>
/// The hooks of the cloakroom as drawings, 48 by 56: what hangs there is a child's coat while it is here and its sign
/// while it is not. A form is a garment and a sign; no garment is more a girl's or a boy's than another.
/// </summary>
internal static class Pegs
{
    private const string Hook = """<path class="hook" d="M24 4.5v5"/><circle class="hook" cx="24" cy="4" r="1.5"/>""";
    private const string Cord = """<path class="cord" d="M15 18 24 8l9 10"/>""";

    private static readonly string[] Signs =
    [
        """<rect class="plate" x="7" y="17" width="34" height="34" rx="10"/>""",
        """<circle class="plate" cx="24" cy="34" r="17.5"/>""",
        """<path class="plate" d="M7 34a17 17 0 0 1 34 0v12a5 5 0 0 1-5 5H12a5 5 0 0 1-5-5z"/>""",
        """<path class="plate" d="M7 35c0-11 7-18 18-18h12a4 4 0 0 1 4 4v12c0 11-7 18-18 18H11a4 4 0 0 1-4-4z"/>""",
        """<path class="plate" d="M12 17h24a5 5 0 0 1 5 5v12a17 17 0 0 1-34 0V22a5 5 0 0 1 5-5z"/>""",
    ];

    /// <summary>A hooded jacket, a padded jacket, an overall, a jersey and a vest: outline, seams, where the letter
    /// stands.</summary>
    internal static readonly (string Outline, string Seams, int Letter)[] Garments =
    [
        (
            "M16.5 15.5C14 3 34 3 31.5 15.5c4 1 7 2 8.5 4.5q3 5 5.5 17-1 2.5-6 2.5L36.5 32v17q0 3-3 3h-19q-3 0-3-3V32"
                + "l-3 7.5q-5 0-6-2.5Q5 25 8 20c1.5-2.5 4.5-3.5 8.5-4.5z",
            "M18.5 16c-2-8 13-8 11 0q-5.5 5-11 0z",
            41
        ),
        (
            "M18.5 12h11q2 0 2 2v2q7 1.5 9.5 5 4.5 3.5 2.5 8 3 4 1 9.5-3 2-6.5.5l-1.5-8q2 3.5.5 7.5"
                + " 2 3.5.2 6.5 1.3 3-1.2 5.5H12q-2.5-2.5-1.2-5.5-1.8-3 .2-6.5-1.5-4 .5-7.5l-1.5 8"
                + "q-3.5 1.5-6.5-.5-2-5.5 1-9.5-2-4.5 2.5-8 2.5-3.5 9.5-5v-2q0-2 2-2z",
            "M16.5 16q7.5 4 15 0M10.8 45h26.4M4.5 29l6 1.5M43.5 29l-6 1.5",
            41
        ),
        (
            "M17.5 12h13l8 4q4 6 6.5 17-2 2.5-6 2l-2.5-5v19.5q0 2.5-3 2.5h-5q-2 0-2.5-2.5L24 41l-2 8.5q-.5 2.5"
                + "-2.5 2.5h-5q-3 0-3-2.5V30L9 35q-4 .5-6-2 2.5-11 6.5-17z",
            "M17.5 12q6.5 8 13 0",
            35
        ),
        (
            "M16.5 13h15l8 4q5 9 6.5 21-2 3-6.5 3L36 33v14.5q0 2.5-2.5 2.5h-19q-2.5 0-2.5-2.5V33l-3.5 8"
                + "Q4 41 2 38 3.5 26 8.5 17z",
            "M16.5 13q7.5 9 15 0M12.5 45.5h23",
            38
        ),
        ("M13 13h6q5 6 10 0h6q2 9 4.5 15v20q0 3-3 3h-25q-3 0-3-3V28Q11 22 13 13z", "M9 45.5h30", 40),
    ];

    /// <summary>A child's hook or, without a state, its sign alone.</summary>
    public static MarkupString Child(uint mark, string name, PegState? state, string? classes) =>
        Draw(Hue(mark), (int)(mark / 10 % 5), Encoded(name), state, classes ?? "");

    /// <summary>A hook with a coat or a sign of nobody's, to look at.</summary>
    public static MarkupString Of(int hue, int form, string letter, PegState state) =>
        Draw($"hue-{hue}", form, letter, state, "");

    /// <summary>A sign with a picture in place of the letter: for several children, for one that may not be
    /// named.</summary>
    /// <param name="icon">A name in <see cref="Icons"/>.</param>
    public static MarkupString Sign(string icon, bool hangs, string classes)
    {
        var inside = $"""{Signs[0]}<g class="icon-in" transform="translate(12 22)">{Icons.Shapes[icon]}</g>""";
        return Frame(hangs ? Cord + inside + Hook : inside, hangs, $"hue-5 {classes}");
    }

    public static string Hue(uint mark) => $"hue-{mark % 10}";

    private static MarkupString Draw(string hue, int form, string letter, PegState? state, string classes)
    {
        if (state is not { } hung)
            return Frame(Signs[form] + Letter(letter, 41), hangs: false, $"{hue} plain {classes}");

        var (outline, seams, at) = Garments[form];
        var shape = hung is PegState.Here or PegState.Sending
            ? $"""<path class="coat" d="{outline}"/>{Letter(letter, at)}<path class="seam" d="{seams}"/>"""
            : Cord + Signs[form] + Letter(letter, 41);
        return Frame(shape + Hook + Badge(hung), hangs: true, $"{hue} {hung.ToString().ToLowerInvariant()} {classes}");
    }

    private static MarkupString Frame(string inside, bool hangs, string classes) =>
        (MarkupString)
            $"""
                <svg class="peg {classes.TrimEnd()}" viewBox="{(hangs ? "0 0 48 56" : "4 14 40 40")}"
                    aria-hidden="true">{inside}</svg>
                """;

    private static string Letter(string letter, int at) => $"""<text x="24" y="{at}">{letter}</text>""";

    private static string Badge(PegState state) =>
        Mark(state) is { } mark
            ? $"""
                <g class="badge"><circle cx="39" cy="47" r="9.5"/>
                <g transform="translate(33 41) scale(.5)">{mark}</g></g>
                """
            : "";

    private static string? Mark(PegState state) =>
        state switch
        {
            PegState.Late => """<path d="M12 3v10"/><path d="M12 20v.5"/>""",
            PegState.Ill => Icons.Shapes["thermometer"],
            PegState.Off => Icons.Shapes["sun"],
            PegState.Home => Icons.Shapes["house"],
            PegState.School => Icons.Shapes["backpack"],
            _ => null,
        };

    private static string Encoded(string name) =>
        name.Length == 0
            ? "?"
            : HtmlEncoder.Default.Encode(StringInfo.GetNextTextElement(name).ToUpper(CultureInfo.CurrentCulture));
}
