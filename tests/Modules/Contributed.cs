namespace Kapprum.Tests;

/// <summary>What the modules' folders of the tests have for tests of the whole: nobody lists it.</summary>
internal static class Contributed
{
    public static IReadOnlyList<T> All<T>() =>
        [
            .. typeof(Contributed)
                .Assembly.GetTypes()
                .Where(type => type.IsAssignableTo(typeof(T)) && type is { IsAbstract: false })
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(type => (T)Activator.CreateInstance(type)!),
        ];
}
