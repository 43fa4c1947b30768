using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>Absences of children the roster does not know.</summary>
internal sealed class AbsencesOfNobody(NpgsqlConnection db, IDirectory directory) : ICheck
{
    public string Name => "absences-of-nobody";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var children = await db.Query<Guid>("select distinct child_id from absence.absence", null, ct, unlimited: true);
        var nobody = await directory.Unknown(children, ct);
        if (nobody.Count == 0)
            return Findings.None;

        var absences = await db.Query<Guid>(
            "select id from absence.absence where child_id = any(@nobody) order by id",
            new { nobody = nobody.ToArray() },
            ct,
            unlimited: true
        );
        return Findings.Of([.. absences.Select(id => new Finding("absence", id))], most);
    }
}
