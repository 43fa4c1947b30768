using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using FluentValidation;
using FluentValidation.Results;

namespace Kapprum.Kernel;

/// <summary>
/// What holds for the values of every command and query, of the records in them and of their lists, before anybody
/// sees them. Texts are without <see cref="InvisibleCharacters"/>; a <see cref="Secret"/>, which is shown to nobody,
/// stays as it is. Days are those that somebody can mean: one before or after them is a slip of the pen, and beside the
/// first or the last day there is on a computer nobody could count any further. A list has something in each place.
/// </summary>
internal static class SentValues
{
    private static readonly DateOnly FirstDay = new(1900, 1, 1);
    private static readonly DateOnly LastDay = new(2999, 12, 31);

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Members = new();

    /// <returns>The same, its texts clean.</returns>
    /// <exception cref="ValidationException">It has a day or a list that cannot be meant.</exception>
    public static T Checked<T>(T sent, Texts texts)
        where T : notnull
    {
        List<ValidationFailure> failures = [];
        Visit(sent, failures, texts);
        return failures.Count > 0 ? throw new ValidationException(failures) : sent;
    }

    private static void Visit(object thing, List<ValidationFailure> failures, Texts texts)
    {
        foreach (var member in Members.GetOrAdd(thing.GetType(), MembersOf))
            switch (member.GetValue(thing))
            {
                case string text when InvisibleCharacters.Removed(text) is var clean && !ReferenceEquals(clean, text):
                    member.SetValue(thing, clean);
                    break;
                case null or string:
                    break;
                case DateOnly day when day < FirstDay || day > LastDay:
                    Refuse(member, "refusal.expected.DateOnly");
                    break;
                case DateOnly:
                    break;
                case IEnumerable list when list.Cast<object?>().Any(one => one is null):
                    Refuse(member, "refusal.malformed");
                    break;
                case IList<string> lines:
                    for (var i = 0; i < lines.Count; i++)
                        if (InvisibleCharacters.Removed(lines[i]) is var cleaned && !ReferenceEquals(cleaned, lines[i]))
                            lines[i] = cleaned;
                    break;
                case IEnumerable<DateOnly> days:
                    if (days.Any(day => day < FirstDay || day > LastDay))
                        Refuse(member, "refusal.expected.DateOnly");
                    break;
                case IEnumerable things:
                    foreach (var one in things)
                        if (HasValues(one.GetType()))
                            Visit(one, failures, texts);
                    break;
                case { } inner:
                    Visit(inner, failures, texts);
                    break;
            }

        void Refuse(PropertyInfo member, string key) =>
            failures.Add(new(member.Name, texts[key]) { ErrorCode = "malformed" });
    }

    /// <summary>The members that have a text, a day or a list in them.</summary>
    private static PropertyInfo[] MembersOf(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(member =>
                    member.GetIndexParameters().Length == 0
                    && member.Name != "EqualityContract"
                    && (
                        member.PropertyType == typeof(string)
                            ? member.CanWrite
                            : IsDay(member.PropertyType)
                                || IsList(member.PropertyType)
                                || HasValues(member.PropertyType)
                    )
                ),
        ];

    private static bool IsDay(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateOnly);

    private static bool IsList(Type type) =>
        type.IsArray && type != typeof(byte[]) || (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)));

    /// <summary>A record of our own.</summary>
    private static bool HasValues(Type type) =>
        type is { IsClass: true, Namespace: { } space }
        && space.StartsWith(nameof(Kapprum), StringComparison.Ordinal)
        && Members.GetOrAdd(type, MembersOf).Length > 0;
}
