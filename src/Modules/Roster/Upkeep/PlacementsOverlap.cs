namespace Kapprum.Roster.Upkeep;

/// <summary>
/// Two placements of one kind that a child has in one unit on the same day, when they are not each somebody else's:
/// one has no owner, or both have the same.
/// </summary>
internal sealed class PlacementsOverlap(NpgsqlConnection db) : ICheck
{
    public string Name => "placements-overlap";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var children = await db.Query<Guid>(
            """
            with owned as (
                select placement_id, range_agg(daterange(starts_on, ends_on + 1)) as days
                from roster.placement_owner
                group by placement_id),
            twice as (
                select a.child_id, a.id as one, b.id as other,
                       daterange(a.starts_on, a.ends_on + 1) * daterange(b.starts_on, b.ends_on + 1) as days
                from roster.placement a
                join roster.placement b on b.child_id = a.child_id and b.unit_id = a.unit_id and b.kind = a.kind
                     and b.id > a.id
                where daterange(a.starts_on, a.ends_on + 1) && daterange(b.starts_on, b.ends_on + 1))
            select distinct twice.child_id
            from twice
            left join owned a on a.placement_id = twice.one
            left join owned b on b.placement_id = twice.other
            where not coalesce(twice.days <@ a.days and twice.days <@ b.days, false)
               or exists (select from roster.placement_owner o
                          join roster.placement_owner same on same.owner_id = o.owner_id
                               and daterange(o.starts_on, o.ends_on + 1) && daterange(same.starts_on, same.ends_on + 1)
                          where o.placement_id = twice.one and same.placement_id = twice.other)
            """,
            null,
            ct,
            unlimited: true
        );
        return Findings.Of([.. children.Select(id => new Finding("person", id, $"/people/{id}"))], most);
    }
}
