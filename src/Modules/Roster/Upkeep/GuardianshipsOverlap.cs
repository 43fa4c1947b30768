namespace Kapprum.Roster.Upkeep;

/// <summary>Two guardianships between the same two people on the same day.</summary>
internal sealed class GuardianshipsOverlap(NpgsqlConnection db) : ICheck
{
    public string Name => "guardianships-overlap";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var children = await db.Query<Guid>(
            """
            select distinct a.child_id
            from roster.guardianship a
            join roster.guardianship b on b.child_id = a.child_id and b.guardian_id = a.guardian_id
                 and b.starts_on > a.starts_on
            where daterange(a.starts_on, a.ends_on + 1) && daterange(b.starts_on, b.ends_on + 1)
            """,
            null,
            ct,
            unlimited: true
        );
        return Findings.Of([.. children.Select(id => new Finding("person", id, $"/people/{id}"))], most);
    }
}
