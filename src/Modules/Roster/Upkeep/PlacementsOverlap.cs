namespace Kapprum.Roster.Upkeep;

/// <summary>Two placements of one kind that a child has in one unit on the same day.</summary>
internal sealed class PlacementsOverlap(NpgsqlConnection db) : ICheck
{
    public string Name => "placements-overlap";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var children = await db.Query<Guid>(
            """
            select distinct a.child_id
            from roster.placement a
            join roster.placement b on b.child_id = a.child_id and b.unit_id = a.unit_id and b.kind = a.kind
                 and b.id > a.id
            where daterange(a.starts_on, a.ends_on + 1) && daterange(b.starts_on, b.ends_on + 1)
            """,
            null,
            ct,
            unlimited: true
        );
        return Findings.Of([.. children.Select(id => new Finding("person", id, $"/people/{id}"))], most);
    }
}
