using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>An absence that stands, locked for a change.</summary>
internal sealed record LockedAbsence(
    Guid ChildId,
    DateOnly Day,
    bool ByStaff,
    bool Explained,
    Guid RecordedBy,
    DateTimeOffset RecordedAt,
    int Version
)
{
    /// <summary>
    /// Locks it; not found for whoever has no relation to the child today, stale when it is no longer the version
    /// expected.
    /// </summary>
    public static async Task<(LockedAbsence Absence, Relation Viewer)> Lock(
        Guid absenceId,
        int? expected,
        NpgsqlConnection db,
        IChildAccess access,
        CancellationToken ct
    )
    {
        var absence =
            await db.OneOrNone<LockedAbsence>(
                """
                select child_id, day, by_staff, reason is not null as explained, recorded_by, recorded_at, version
                from absence.absence
                where id = @absenceId and withdrawn_at is null
                for update
                """,
                new { absenceId },
                ct
            ) ?? throw Refusal.NotFound("absence");
        var viewer = await access.Require(absence.ChildId, Relation.Any, ct, "absence");
        return expected is not null && expected != absence.Version ? throw Refusal.Stale() : (absence, viewer);
    }

    /// <summary>Refused unless it is a guardian's report, and one's own child's.</summary>
    public void IsAGuardiansFor(Relation viewer, Guid absenceId)
    {
        if (!viewer.Is(Relation.Guardian))
            throw Refusal.NotFound("absence");
        if (ByStaff)
            throw Refusal.Conflict("absence/recorded-by-staff", ("absenceId", absenceId));
    }
}
