using System.Globalization;

namespace Kapprum.Kernel;

/// <summary>
/// Whether a colour can be the municipality's own: text in it on paper, and white text on it, are read.
/// </summary>
public static class Accent
{
    /// <summary>WCAG 2.2, success criterion 1.4.3.</summary>
    private const double Least = 4.5;

    /// <summary>The darkest ground that text in the colour stands on by day.</summary>
    private const string Paper = "#f1efe8";

    /// <summary>A colour as <c>#0e5746</c>, dark enough.</summary>
    public static bool IsReadable(string colour) => IsColour(colour) && Contrast(colour, Paper) >= Least;

    internal static double Contrast(string colour, string other)
    {
        var (one, two) = (Luminance(colour), Luminance(other));
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    private static bool IsColour(string text) =>
        text is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit);

    private static double Luminance(string colour) =>
        (0.2126 * Linear(colour[1..3])) + (0.7152 * Linear(colour[3..5])) + (0.0722 * Linear(colour[5..7]));

    private static double Linear(string channel)
    {
        var part = int.Parse(channel, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }
}
