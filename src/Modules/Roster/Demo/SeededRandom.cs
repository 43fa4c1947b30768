namespace Kapprum.Roster.Demo;

/// <summary>
/// Chance from a seed: SplitMix64, because System.Random may differ from one .NET version to the next.
/// </summary>
internal sealed class SeededRandom(int seed)
{
    private ulong state = unchecked((ulong)seed);

    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    public int Between(int first, int last) => first + Below(last - first + 1);

    public bool Permille(int share) => Below(1000) < share;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    public DateOnly Day(DateOnly first, DateOnly last) => first.AddDays(Below(last.DayNumber - first.DayNumber + 1));

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }
        return shuffled;
    }

    private ulong Next()
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
