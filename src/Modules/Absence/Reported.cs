using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>An absence that stands, locked for a change.</summary>
internal sealed record Reported(Guid ChildId, DateOnly Day, bool ByStaff, bool Explained, int Version)
{
    /// <summary>Locks it; not found for whoever has no relation to the child today.</summary>
    public static async Task<(Reported Absence, ChildDay Day)> Lock(
        Guid absenceId, NpgsqlConnection db, IRoster roster, CurrentUser user, TimeProvider clock)
    {
        var absence = await db.QuerySingleOrDefaultAsync<Reported>(
            """
            select child_id, day, by_staff, reason is not null as explained, version
            from absence.absence
            where id = @absenceId and withdrawn_at is null
            for update
            """,
            new { absenceId }) ?? throw Refusal.NotFound("absence");
        var day = await roster.DayOf(absence.ChildId, absence.Day, user.PersonId, clock.Today()) ?? throw Refusal.NotFound("absence");
        return (absence, day);
    }

    /// <summary>Locks a guardian's report for a guardian of the child; refused once the child's day has begun.</summary>
    public static async Task<(Reported Absence, ChildDay Day)> LockOwn(
        Guid absenceId, NpgsqlConnection db, IRoster roster, CurrentUser user, TimeProvider clock)
    {
        var (absence, day) = await Lock(absenceId, db, roster, user, clock);
        return !day.Viewer.HasFlag(Relation.Guardian) ? throw Refusal.NotFound("absence")
            : absence.ByStaff ? throw Refusal.Conflict("recorded-by-staff", ("absenceId", absenceId))
            : !OwnDay.HasNotBegun(absence.Day, day, clock) ? throw Refusal.Conflict("day-has-begun")
            : (absence, day);
    }
}
