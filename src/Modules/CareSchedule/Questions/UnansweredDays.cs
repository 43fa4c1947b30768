using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>Finds days that guardians can answer and nobody has.</summary>
internal sealed class UnansweredDays(CareFacts facts, IAudience audience)
{
    private const int ChildrenAtOnce = 500;

    /// <param name="Days">In order.</param>
    /// <param name="LastDay">On which the first of them is answered last.</param>
    public sealed record Left(
        Question Question,
        Guid PersonId,
        Guid ChildId,
        IReadOnlyList<DateOnly> Days,
        DateOnly LastDay
    );

    /// <summary>What each guardian of the children can still answer on a day.</summary>
    /// <param name="within">Only what can be answered for at most so many days more.</param>
    public async Task<IReadOnlyList<Left>> Of(
        Question question,
        IEnumerable<Guid> childIds,
        DateOnly today,
        CancellationToken ct,
        int within = int.MaxValue
    )
    {
        List<Left> all = [];
        foreach (var some in childIds.Distinct().Chunk(ChildrenAtOnce))
        {
            var known = (await facts.Of(some, question.StartsOn, question.EndsOn, ct)).Values.Select(child =>
                child with
                {
                    Questions = child.Questions with { Today = today },
                }
            );
            var left = known
                .Where(child => AskedDays.Of(child, question).Any(IsMeant))
                .ToDictionary(child => child.ChildId);
            if (left.Count == 0)
                continue;
            foreach (var guardian in await audience.GuardiansOf(left.Keys, ct))
                if (
                    AskedDays.Of(left[guardian.ChildId], question, guardian.PersonId).Where(IsMeant).ToList() is
                    { Count: > 0 } days
                )
                    all.Add(
                        new(
                            question,
                            guardian.PersonId,
                            guardian.ChildId,
                            [.. days.Select(care => care.Placement.Day).Distinct()],
                            days.Min(care => care.Asked!.LastDay)
                        )
                    );
        }

        return all;

        bool IsMeant(PlannedCare care) =>
            AskedDays.IsLeft(care) && care.Asked!.LastDay.DayNumber - today.DayNumber <= within;
    }
}
