using Kapprum.Contracts.Days;

namespace Kapprum.CareSchedule;

/// <summary>
/// Children's days by their timetables and schedules; of whom nothing is said, the roster's frame as it is.
/// </summary>
internal sealed class ChildPlan(CareFacts facts, Contracts.Roster.IChildFrame frame, TimeProvider clock) : IChildDays
{
    /// <summary>To whom it is told; null for who may know all.</summary>
    private Guid? guardian;

    public IChildDays KnownTo(Guid guardian) => new ChildPlan(facts, frame, clock) { guardian = guardian };

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
            ? await frame.On(childIds, from, last, ct)
            : Days(await facts.Of(childIds, said, from, last, ct), from, last);
    }

    public async Task<IReadOnlyList<ChildDay>> Next(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        int count,
        CancellationToken ct
    )
    {
        // So many weekdays and a few closed ones; where more are closed it looks ever further.
        var stride = (7 * count / 5) + 7;
        var found = childIds.Distinct().ToDictionary(id => id, _ => new List<ChildDay>());
        var first = from;
        while (first <= Horizon)
        {
            Guid[] wanting = [.. found.Where(one => one.Value.Count < count).Select(one => one.Key)];
            if (wanting is [])
                break;
            var last = Earlier(first.AddDays(stride - 1), Horizon);
            foreach (var day in await On(wanting, first, last, ct))
                if (found[day.ChildId].Count < count)
                    found[day.ChildId].Add(day);
            (first, stride) = (last.AddDays(1), 2 * stride);
        }

        return [.. found.Values.SelectMany(days => days).OrderBy(day => day.Date).ThenBy(day => day.ChildId)];
    }

    private DateOnly Horizon => clock.Today().AddDays(IChildDays.Horizon);

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private IReadOnlyList<ChildDay> Days(
        IReadOnlyDictionary<Guid, ChildFacts> children,
        DateOnly first,
        DateOnly last
    ) =>
        [
            .. from after in Enumerable.Range(0, Math.Max(0, last.DayNumber - first.DayNumber + 1))
            let day = first.AddDays(after)
            from child in children.Values.OrderBy(child => child.ChildId)
            let hidden = guardian is { } reader && child.IsHiddenFrom(reader, day)
            let pieces = hidden ? [.. child.Frame[day]] : DayPlan.Of(child, day).Pieces
            where pieces.Count > 0
            select new ChildDay(child.ChildId, day, pieces) { OtherHome = hidden },
        ];
}
