using Kapprum.Contracts.Absence;

namespace Kapprum.Absence;

internal sealed class AbsenceQueries(NpgsqlConnection db) : IAbsences
{
    public async Task<IReadOnlyList<CurrentAbsence>> StandingFor(
        Guid[] childIds,
        DateOnly from,
        CancellationToken ct
    ) =>
        await db.Query<CurrentAbsence>(
            """
            select id, child_id, day, kind, whole_day, from_time as "from", until_time as until, reason, by_staff
            from absence.absence
            where child_id = any(@childIds) and withdrawn_at is null
              and day >= @from - 30 and (day >= @from or reason is null)
            order by day, from_time
            """,
            new { childIds, from },
            ct
        );

    public async Task<IReadOnlyDictionary<Guid, CurrentAbsence>> StandingOf(Guid[] absenceIds, CancellationToken ct) =>
        (
            await db.Query<CurrentAbsence>(
                """
                select id, child_id, day, kind, whole_day, from_time as "from", until_time as until, reason, by_staff
                from absence.absence
                where id = any(@absenceIds) and withdrawn_at is null
                """,
                new { absenceIds },
                ct
            )
        ).ToDictionary(absence => absence.Id);
}
