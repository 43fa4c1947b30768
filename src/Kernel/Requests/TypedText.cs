using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Kapprum.Kernel;

/// <summary>
/// What people type, without characters that are not seen: control characters but tabs and the ends of lines, and those
/// that turn the direction of what stands around them (Bidi_Control in Unicode's PropList.txt; UAX #9, 2), by which a
/// number or a name can be made to read backwards. They are left out and not refused: a number pasted from a phone's
/// contacts has some around it, and nobody finds what cannot be seen. Every text of every command and query passes
/// here; a <see cref="Secret"/> does not, which is shown to nobody.
/// </summary>
internal static class TypedText
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Members = new();

    /// <summary>Whether it is left out.</summary>
    public static bool IsUnseen(char c) =>
        c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
        || (char.GetUnicodeCategory(c) == UnicodeCategory.Control && c is not ('\t' or '\n' or '\r'));

    public static string Clean(string text)
    {
        if (!text.Any(IsUnseen))
            return text;
        var seen = new StringBuilder(text.Length);
        foreach (var c in text)
            if (!IsUnseen(c))
                seen.Append(c);
        return seen.ToString();
    }

    /// <summary>
    /// Cleans the texts of a command or query, and of the records and lists in it, before anybody sees it.
    /// </summary>
    public static T Of<T>(T sent)
        where T : notnull
    {
        CleanMembers(sent);
        return sent;
    }

    private static void CleanMembers(object thing)
    {
        foreach (var member in Members.GetOrAdd(thing.GetType(), MembersOf))
            switch (member.GetValue(thing))
            {
                case string text when Clean(text) is var clean && !ReferenceEquals(clean, text):
                    member.SetValue(thing, clean);
                    break;
                case string:
                    break;
                case IList<string> texts:
                    for (var i = 0; i < texts.Count; i++)
                        if (texts[i] is { } one && Clean(one) is var cleaned && !ReferenceEquals(cleaned, one))
                            texts[i] = cleaned;
                    break;
                case IEnumerable things:
                    foreach (var one in things)
                        if (one is not null && HasTexts(one.GetType()))
                            CleanMembers(one);
                    break;
                case { } inner:
                    CleanMembers(inner);
                    break;
            }
    }

    /// <summary>The members that are texts or have some in them.</summary>
    private static PropertyInfo[] MembersOf(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(member =>
                    member.GetIndexParameters().Length == 0
                    && member.Name != "EqualityContract"
                    && (
                        member.PropertyType == typeof(string) ? member.CanWrite
                        : ElementOf(member.PropertyType) is { } element ? element == typeof(string) || HasTexts(element)
                        : HasTexts(member.PropertyType)
                    )
                ),
        ];

    private static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type is { IsGenericType: true, GenericTypeArguments: [var element] }
        && type.IsAssignableTo(typeof(IEnumerable))
            ? element
        : null;

    /// <summary>A record of our own.</summary>
    private static bool HasTexts(Type type) =>
        type is { IsClass: true, Namespace: { } space }
        && space.StartsWith(nameof(Kapprum), StringComparison.Ordinal)
        && Members.GetOrAdd(type, MembersOf).Length > 0;
}
