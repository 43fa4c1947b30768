namespace Kapprum.Roster.Upkeep;

/// <summary>Placements in a group that belongs to another unit: nobody could say where the child is.</summary>
internal sealed class GroupsOfOtherUnits(NpgsqlConnection db) : ICheck
{
    public string Name => "groups-of-other-units";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var children = await db.Query<Guid>(
            """
            select distinct p.child_id
            from roster.placement p
            join roster.child_group g on g.id = p.group_id
            where g.unit_id <> p.unit_id
            """,
            null,
            ct,
            unlimited: true
        );
        return Findings.Of([.. children.Select(id => new Finding("person", id, $"/people/{id}"))], most);
    }
}
