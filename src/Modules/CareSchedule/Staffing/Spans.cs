namespace Kapprum.CareSchedule.Staffing;

/// <summary>Stretches of minutes of one day, in order and apart.</summary>
internal static class Spans
{
    /// <summary>What touches or overlaps is one.</summary>
    public static IReadOnlyList<(int From, int Until)> Together(IEnumerable<(int From, int Until)> spans)
    {
        List<(int From, int Until)> together = [];
        foreach (var span in spans.Where(span => span.From < span.Until).Order())
            if (together is [.., var last] && last.Until >= span.From)
                together[^1] = (last.From, Math.Max(last.Until, span.Until));
            else
                together.Add(span);
        return together;
    }

    /// <summary>What of them lies within others.</summary>
    public static IReadOnlyList<(int From, int Until)> Within(
        this IReadOnlyList<(int From, int Until)> spans,
        IReadOnlyList<(int From, int Until)> others
    ) =>
        [
            .. from span in spans
            from other in others
            let common = (From: Math.Max(span.From, other.From), Until: Math.Min(span.Until, other.Until))
            where common.From < common.Until
            select common,
        ];

    /// <summary>What is left of them without others.</summary>
    public static IReadOnlyList<(int From, int Until)> Without(
        this IReadOnlyList<(int From, int Until)> spans,
        IReadOnlyList<(int From, int Until)> others
    )
    {
        List<(int From, int Until)> left = [];
        foreach (var span in spans)
        {
            var from = span.From;
            foreach (var other in others.Where(other => other.Until > span.From && other.From < span.Until))
            {
                if (other.From > from)
                    left.Add((from, other.From));
                from = Math.Max(from, other.Until);
            }

            if (from < span.Until)
                left.Add((from, span.Until));
        }

        return left;
    }

    /// <summary>The quarters of the day of which a minute at least is among them, a bit for each.</summary>
    public static UInt128 Quarters(this IReadOnlyList<(int From, int Until)> spans)
    {
        var quarters = UInt128.Zero;
        foreach (var (from, until) in spans)
            for (var quarter = from / DayQuarters.Minutes; quarter * DayQuarters.Minutes < until; quarter++)
                quarters |= UInt128.One << quarter;
        return quarters;
    }

    /// <summary>Whether a quarter is among them.</summary>
    public static bool Has(this UInt128 quarters, int quarter) => (quarters >> quarter & UInt128.One) != UInt128.Zero;
}
