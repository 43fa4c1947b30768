namespace Kapprum.Roster.Upkeep;

/// <summary>Units of which something else is kept than the rules say.</summary>
internal sealed class FrameDiffers(NpgsqlConnection db) : ICheck
{
    public string Name => "frame-differs";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var units = await db.Query<Guid>(
            """
            with rules as (
                select f.unit_id, f.group_id, f.day, f.begins, f.ends, f.closed, f.reason
                from (select min(day) as first, max(day) as last from roster.frame_calendar having count(*) > 0) kept
                cross join lateral roster.frame_of(
                    (select coalesce(array_agg(id), '{}') from roster.unit), kept.first, kept.last) f),
            stored as (
                select unit_id, group_id, day, begins::interval, ends::interval, closed, reason from roster.frame_day)
            select unit_id
            from ((table rules except table stored) union all (table stored except table rules)) differs
            union
            select g.unit_id
            from roster.child_group g
            where g.timetabled <> exists (select from roster.group_hours t where t.group_id = g.id)
            """,
            null,
            ct,
            unlimited: true
        );
        var calendar = await db.Value<bool>(
            """
            select exists (
                select from roster.frame_calendar k left join roster.no_school(k.day) n on true
                where (k.closed, k.reason) is distinct from (n.closed, n.reason))
            """,
            null,
            ct
        );
        return Findings.Of(
            [
                .. units.Select(id => new Finding("unit", id, $"/units/{id}")),
                .. calendar ? [new Finding("calendar-period", Guid.Empty, "/calendar")] : (Finding[])[],
            ],
            most
        );
    }
}
