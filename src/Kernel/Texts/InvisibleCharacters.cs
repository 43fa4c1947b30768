using System.Globalization;

namespace Kapprum.Kernel;

/// <summary>
/// Control characters but tabs and the ends of lines, and those that turn the direction of what stands around them
/// (Bidi_Control in Unicode's PropList.txt; UAX #9, 2), by which a number or a name can be made to read backwards.
/// They are removed and not refused: a number pasted from a phone's contacts has some around it, and nobody finds what
/// cannot be seen.
/// </summary>
internal static class InvisibleCharacters
{
    public static bool IsOne(char c) =>
        c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
        || (char.GetUnicodeCategory(c) == UnicodeCategory.Control && c is not ('\t' or '\n' or '\r'));

    /// <returns>The same text when it has none.</returns>
    public static string Removed(string text) => text.Any(IsOne) ? string.Concat(text.Where(c => !IsOne(c))) : text;
}
