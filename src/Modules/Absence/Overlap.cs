namespace Kapprum.Absence;

/// <summary>Tells why an absence could not be stored: what stands in its way.</summary>
internal static class Overlap
{
    /// <param name="takesTheDay">
    /// What staff have recorded of the day, and what was said of all of it, stands in the way wherever it lies.
    /// </param>
    public static async Task<Refusal> Refused(
        NpgsqlConnection db,
        Guid childId,
        DateOnly day,
        DayPart part,
        CancellationToken ct,
        Guid? except = null,
        bool takesTheDay = false
    )
    {
        var obstacle = await db.FirstOrNone<(Guid Id, bool ByStaff)?>(
            $"""
            select id, by_staff
            from absence.absence
            where child_id = @childId and day = @day and withdrawn_at is null and id is distinct from @except
              and ({(takesTheDay ? "by_staff or whole_day or " : "")}(from_time < @Until and until_time > @From))
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
        // It may have been withdrawn by now.
        return obstacle is { } found
            ? Refusal.Conflict(
                found.ByStaff ? "absence/recorded-by-staff" : "absence/already-reported",
                ("absenceId", found.Id)
            )
            : Refusal.Conflict("absence/already-reported");
    }
}
