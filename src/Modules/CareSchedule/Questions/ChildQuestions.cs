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
    /// <param name="household">Whose day it is.</param>
    /// <param name="changes">What was said of single days of the child.</param>
    public AskedDay? Of(CarePlacement placement, Guid? household, bool closed, IReadOnlyList<DayChange> changes)
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

        var change = changes.FirstOrDefault(one =>
            one.Day == placement.Day && one.UnitId == placement.UnitId && one.Household == household
        );
        return new(
            placement,
            Today,
            covering,
            Answers[placement.Day].FirstOrDefault(one => one.UnitId == placement.UnitId && one.Household == household),
            change
        );
    }
}
