namespace Kapprum.Support;

/// <summary>What the modules' folders of the tests have for tests of the whole: nobody lists it.</summary>
public static class Contributed
{
    /// <summary>One of each class that is a <typeparamref name="T"/>, of its own assembly, ordered by name.</summary>
    public static IReadOnlyList<T> All<T>() =>
        [
            .. typeof(T)
                .Assembly.GetTypes()
                .Where(type => type.IsAssignableTo(typeof(T)) && type is { IsAbstract: false })
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(type => (T)Activator.CreateInstance(type)!),
        ];
}
