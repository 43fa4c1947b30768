namespace Kapprum.Support;

/// <summary>
/// Proofs that need much are made small in <c>./build.sh test</c> and whole in <c>./build.sh nightly</c>.
/// </summary>
public static class Proof
{
    /// <summary>Whether this is a nightly run.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("NIGHTLY") is not null;

    /// <summary>How much of something a proof takes.</summary>
    public static int Size(int small, int whole) => IsWhole ? whole : small;

    /// <summary>
    /// Of all that a proof goes through for one of many things, all or some: for each thing others, so that everything
    /// is tried on some of them.
    /// </summary>
    /// <param name="thing">Which of the things it is.</param>
    /// <param name="oneIn">A prime, so that what comes in groups is not always tried on the same of a group.</param>
    public static IEnumerable<T> Some<T>(IEnumerable<T> all, int thing, int oneIn) =>
        IsWhole ? all : all.Where((_, at) => (at + thing) % oneIn == 0);
}
