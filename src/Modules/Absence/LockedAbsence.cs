using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>An absence that stands, locked for a change.</summary>
internal sealed record LockedAbsence(
    Guid ChildId,
    DateOnly Day,
    bool ByStaff,
    bool Explained,
    Guid RecordedBy,
    DateTime RecordedAt,
    int Version
)
{
    /// <summary>
    /// Locks it; not found for whoever has no relation to the child today, stale when it is no longer the version
    /// expected.
    /// </summary>
    public static async Task<(LockedAbsence Absence, ChildDay Day)> Lock(
        Guid absenceId,
        int? expected,
        NpgsqlConnection db,
        IRoster roster,
        CurrentUser user,
        TimeProvider clock,
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
        var day =
            await roster.DayOf(absence.ChildId, absence.Day, user.PersonId, clock.Today(), ct)
            ?? throw Refusal.NotFound("absence");
        return expected is not null && expected != absence.Version ? throw Refusal.Stale() : (absence, day);
    }

    /// <summary>Refused unless it is a guardian's report, and one's own child's.</summary>
    public void IsAGuardiansFor(ChildDay day, Guid absenceId)
    {
        if (!day.Viewer.HasFlag(Relation.Guardian))
            throw Refusal.NotFound("absence");
        if (ByStaff)
            throw Refusal.Conflict("absence/recorded-by-staff", ("absenceId", absenceId));
    }
}
