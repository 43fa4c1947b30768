using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>The questions that there are about the days of a child, and what was answered.</summary>
/// <param name="Today">By which it is judged what can still be answered.</param>
/// <param name="All">Also those of other units.</param>
/// <param name="Answers">The child's.</param>
internal sealed record ChildQuestions(DateOnly Today, IReadOnlyList<Question> All, ILookup<DateOnly, DayAnswer> Answers)
{
    /// <summary>
    /// What is asked of a day at a placement; null when nothing is. A day on which the unit is closed is only asked
    /// about by name.
    /// </summary>
    /// <param name="households">Whose words hold at the placement, the first that has said something.</param>
    /// <param name="changes">What was said of single days of the child.</param>
    public AskedDay? Of(
        CarePlacement placement,
        IReadOnlyList<Guid?> households,
        bool closed,
        IReadOnlyList<DayChange> changes
    )
    {
        List<Question> covering =
        [
            .. All.Where(one =>
                one.StartsOn <= placement.Day
                && placement.Day <= one.EndsOn
                && (one.Closing || !closed)
                && one.Units.Contains(placement.UnitId)
            ),
        ];
        if (covering is [])
            return null;

        return new(
            placement,
            Today,
            covering,
            households
                .SelectMany(household =>
                    Answers[placement.Day].Where(one => one.UnitId == placement.UnitId && one.Household == household)
                )
                .FirstOrDefault(),
            households
                .SelectMany(household =>
                    changes.Where(one =>
                        one.Day == placement.Day && one.UnitId == placement.UnitId && one.Household == household
                    )
                )
                .FirstOrDefault()
        );
    }
}
