using Kapprum.Contracts.Days;

namespace Kapprum.CareSchedule;

/// <summary>
/// Children's days by their timetables and schedules; of whom nothing is said, the roster's frame as it is.
/// </summary>
internal sealed class ChildPlan(CareFacts facts, Contracts.Roster.IChildFrame frame, TimeProvider clock) : IChildDays
{
    /// <summary>How many days are looked at, at a time, for the next with something to attend.</summary>
    private const int Stride = 21;

    public async Task<IReadOnlyList<ChildDay>> On(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    )
    {
        var last = Earlier(until, Horizon);
        var said = await facts.SaidOf(childIds, from, last, ct);
        return said.IsNothing
            ? await frame.On(childIds, from, until, ct)
            : Days(await facts.Of(childIds, said, from, last, ct), from, last);
    }

    public async Task<IReadOnlyList<ChildDay>> Next(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        int count,
        CancellationToken ct
    )
    {
        var said = await facts.SaidOf(childIds, from, Horizon, ct);
        if (said.IsNothing)
            return await frame.Next(childIds, from, count, ct);

        var found = childIds.Distinct().ToDictionary(id => id, _ => new List<ChildDay>());
        for (var first = from; first <= Horizon; first = first.AddDays(Stride))
        {
            Guid[] wanting = [.. found.Where(one => one.Value.Count < count).Select(one => one.Key)];
            if (wanting is [])
                break;
            var last = Earlier(first.AddDays(Stride - 1), Horizon);
            foreach (var day in Days(await facts.Of(wanting, said, first, last, ct), first, last))
                if (found[day.ChildId].Count < count)
                    found[day.ChildId].Add(day);
        }

        return [.. found.Values.SelectMany(days => days).OrderBy(day => day.Date).ThenBy(day => day.ChildId)];
    }

    private DateOnly Horizon => clock.Today().AddDays(IChildDays.Horizon);

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static IReadOnlyList<ChildDay> Days(
        IReadOnlyDictionary<Guid, ChildFacts> children,
        DateOnly first,
        DateOnly last
    ) =>
        [
            .. from after in Enumerable.Range(0, Math.Max(0, last.DayNumber - first.DayNumber + 1))
            let day = first.AddDays(after)
            from child in children.Values.OrderBy(child => child.ChildId)
            let pieces = DayPlan.Of(child, day).Pieces
            where pieces.Count > 0
            select new ChildDay(child.ChildId, day, pieces),
        ];
}
