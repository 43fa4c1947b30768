using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using FluentValidation.Results;

namespace Kapprum.Kernel;

/// <summary>
/// The days that can be meant. One before or after them is a slip of the pen, and beside the first or the last day
/// there is on a computer nobody could count any further: of every command and query it is refused before anybody does.
/// </summary>
internal static class PossibleDays
{
    private static readonly DateOnly First = new(1900, 1, 1);
    private static readonly DateOnly Last = new(2999, 12, 31);

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Members = new();

    /// <returns>The fields with another day.</returns>
    public static IEnumerable<ValidationFailure> Others(object sent, Texts texts) =>
        Named(sent)
            .Select(name => new ValidationFailure(name, texts["refusal.expected.DateOnly"])
            {
                ErrorCode = "malformed",
            });

    private static IEnumerable<string> Named(object thing)
    {
        foreach (var member in Members.GetOrAdd(thing.GetType(), MembersOf))
            switch (member.GetValue(thing))
            {
                case DateOnly day when day < First || day > Last:
                    yield return member.Name;
                    break;
                case IEnumerable things:
                    foreach (var name in things.Cast<object>().SelectMany(Named))
                        yield return name;
                    break;
            }
    }

    /// <summary>Days, and lists of what may have some.</summary>
    private static PropertyInfo[] MembersOf(Type type) =>
        [
            .. type.GetProperties()
                .Where(member =>
                    (Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType) == typeof(DateOnly)
                    || (
                        member.PropertyType is { IsGenericType: true, GenericTypeArguments: [{ IsClass: true } one] }
                        && one.Namespace?.StartsWith(nameof(Kapprum), StringComparison.Ordinal) is true
                        && member.PropertyType.IsAssignableTo(typeof(IEnumerable))
                    )
                ),
        ];
}
