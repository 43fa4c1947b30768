using Kapprum.Contracts.Days;
using Kapprum.Contracts.Start;

namespace Kapprum.Roster.Units;

/// <summary>When each child's day begins and ends, on its card.</summary>
[ChildData("begins", typeof(TimeOfDay?))]
[ChildData("ends", typeof(TimeOfDay?))]
internal sealed class DayCard(IChildDays days, Texts texts, DateText dates, TimeProvider clock) : IChildCard
{
    public int Order => 10;

    public async Task<IReadOnlyDictionary<Guid, ChildCardPart>> Of(IReadOnlyList<Guid> childIds, CancellationToken ct)
    {
        var today = clock.Today();
        var hours = (await days.On(childIds, today, today, ct)).ToDictionary(day => day.ChildId);
        return childIds.ToDictionary(id => id, id => Part(hours.GetValueOrDefault(id)));
    }

    private ChildCardPart Part(ChildDay? day) =>
        new(
            [
                new(
                    "clock",
                    day is null
                        ? texts["roster.card.nothing-today"]
                        : texts["roster.card.today", ("times", dates.Times(day.Begins, day.Ends))]
                ),
            ],
            [],
            new Dictionary<string, object?> { ["begins"] = day?.Begins, ["ends"] = day?.Ends }
        );
}
