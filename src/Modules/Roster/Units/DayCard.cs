using Kapprum.Contracts.Start;

namespace Kapprum.Roster.Units;

/// <summary>When each child's day begins and ends, on its card.</summary>
[ChildData("begins", typeof(TimeOfDay?))]
[ChildData("ends", typeof(TimeOfDay?))]
internal sealed class DayCard(NpgsqlConnection db, Texts texts, DateText dates, TimeProvider clock) : IChildCard
{
    private sealed record Row(Guid ChildId, TimeOfDay? Begins, TimeOfDay? Ends);

    public int Order => 10;

    public async Task<IReadOnlyDictionary<Guid, ChildCardPart>> Of(IReadOnlyList<Guid> childIds, CancellationToken ct)
    {
        var days = await db.Query<Row>(
            """
            select child.id as child_id, day.begins, day.ends
            from unnest(@childIds) child (id)
            left join lateral roster.child_day(child.id, @today) day on true
            """,
            new { childIds, today = clock.Today() },
            ct
        );
        return days.ToDictionary(
            day => day.ChildId,
            day => new ChildCardPart(
                [
                    new(
                        "clock",
                        day is { Begins: { } begins, Ends: { } ends }
                            ? texts["roster.card.today", ("times", dates.Times(begins, ends))]
                            : texts["roster.card.nothing-today"]
                    ),
                ],
                [],
                new Dictionary<string, object?> { ["begins"] = day.Begins, ["ends"] = day.Ends }
            )
        );
    }
}
