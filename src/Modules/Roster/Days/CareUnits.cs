using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Days;

internal sealed class CareUnits(NpgsqlConnection db) : ICareUnits
{
    private sealed record UnitRow(string Name, bool Leisure);

    private sealed record DayRow(
        DateOnly Day,
        TimeOfDay? Begins,
        TimeOfDay? Ends,
        ClosedBecause? Closed,
        string? Reason
    );

    public async Task<CareUnit> On(Guid unitId, DateOnly from, DateOnly until, CancellationToken ct)
    {
        await using var found = await db.QuerySeveral(
            """
            select name, kind <> 'preschool' as leisure from roster.unit where id = @unitId;

            select id, name
            from roster.child_group
            where unit_id = @unitId and (ends_on is null or ends_on >= greatest(@from, starts_on))
            order by name, id;

            select day, begins, ends, closed, reason
            from roster.unit_days(@unitId, @from, @until)
            order by day, begins;

            select child_id as id, birth_date from roster.unit_children(@unitId, @from, @until)
            """,
            new
            {
                unitId,
                from,
                until,
            },
            ct
        );
        var unit = await found.One<UnitRow>();
        var groups = await found.Query<UnitGroup>();
        var days = await found.Query<DayRow>();
        return new(
            unit.Name,
            unit.Leisure,
            groups,
            [
                .. from row in days
                group row by row.Day into rows
                select new UnitDay(
                    rows.Key,
                    [.. from row in rows where row.Begins is not null select (row.Begins!.Value, row.Ends!.Value)],
                    rows.First().Closed,
                    rows.First().Reason
                ),
            ],
            await found.Query<ChildInCare>()
        );
    }
}
