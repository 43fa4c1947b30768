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
}
