namespace Kapprum.Absence;

/// <summary>Tells why an absence could not be stored: what stands in its way.</summary>
internal static class Overlap
{
    public static async Task<Refusal> Refused(
        NpgsqlConnection db,
        Guid childId,
        DateOnly day,
        DayPart part,
        CancellationToken ct,
        Guid? except = null
    )
    {
        var (id, byStaff) = await db.FirstOrNone<(Guid, bool)>(
            """
            select id, by_staff
            from absence.absence
            where child_id = @childId and day = @day and withdrawn_at is null and id is distinct from @except
              and (by_staff or (from_time < @Until and until_time > @From))
            order by by_staff desc, from_time
            """,
            new
            {
                childId,
                day,
                part.From,
                part.Until,
                except,
            },
            ct
        );
        return Refusal.Conflict(byStaff ? "absence/recorded-by-staff" : "absence/already-reported", ("absenceId", id));
    }
}
