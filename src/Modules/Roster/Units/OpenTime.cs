using FluentValidation.Results;

namespace Kapprum.Roster.Units;

/// <summary>A time of a day at which a unit is open.</summary>
/// <param name="Closes">After <paramref name="Opens"/>; 24:00 ends the day.</param>
internal sealed record OpenTime(TimeOfDay Opens, TimeOfDay Closes)
{
    /// <summary>How many of them a day may have.</summary>
    public const int Most = 3;

    /// <summary>What is wrong with the times of one day, each at its end.</summary>
    /// <param name="field">The name of the one at an index.</param>
    public static IEnumerable<ValidationFailure> Faults(
        IReadOnlyList<OpenTime> day,
        Func<int, string> field,
        Texts texts
    ) =>
        from fault in Faults(day)
        select new ValidationFailure($"{field(fault.At)}.{nameof(Closes)}", texts[fault.Text])
        {
            ErrorCode = "PredicateValidator",
        };

    private static IEnumerable<(int At, string Text)> Faults(IReadOnlyList<OpenTime> day)
    {
        for (var at = 0; at < day.Count; at++)
            if (day[at].Closes <= day[at].Opens)
                yield return (at, "roster.closes-before-opens");
            else if (day.Take(at).Any(other => other.Opens < day[at].Closes && day[at].Opens < other.Closes))
                yield return (at, "roster.hours-overlap");
            else if (at >= Most)
                yield return (at, "roster.hours-too-many");
    }

    /// <summary>In order; what goes on at once is one.</summary>
    public static IReadOnlyList<OpenTime> Joined(IEnumerable<OpenTime> day)
    {
        List<OpenTime> joined = [];
        foreach (var time in day.OrderBy(time => time.Opens))
            if (joined is [.., var last] && last.Closes == time.Opens)
                joined[^1] = last with { Closes = time.Closes };
            else
                joined.Add(time);
        return joined;
    }
}
