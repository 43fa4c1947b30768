namespace Kapprum.CareSchedule;

/// <summary>
/// When children of offered time, whose parents seek work or are at home with a sibling, may come to a unit, as its
/// headteacher lays it (the Education Act, 8 kap. 5 and 7 §§, gives them hours and not times).
/// </summary>
internal sealed class Slots(NpgsqlConnection db)
{
    /// <param name="Weekday">1 is Monday.</param>
    public sealed record Slot(short Weekday, TimeOfDay From, TimeOfDay Until);

    private sealed record Row(short Weekday, TimeOfDay Begins, TimeOfDay Ends);

    /// <summary>A unit's, by weekday; none when it has none.</summary>
    public async Task<IReadOnlyList<Slot>> Of(Guid unitId, CancellationToken ct) =>
        [
            .. (
                await db.Query<Row>(
                    "select weekday, begins, ends from careschedule.slot where unit_id = @unitId order by 1, 2",
                    new { unitId },
                    ct
                )
            ).Select(row => new Slot(row.Weekday, row.Begins, row.Ends)),
        ];
}
