using Kapprum.Contracts.Days;

namespace Kapprum.Absence;

/// <summary>Why a child is absent.</summary>
internal enum Reason
{
    Ill,

    /// <summary>A medical or dental visit.</summary>
    Medical,
    Other,
}

internal static class ReasonName
{
    /// <summary>As stored and as in JSON.</summary>
    public static string Name(this Reason reason) =>
        reason switch
        {
            Reason.Ill => "ill",
            Reason.Medical => "medical",
            Reason.Other => "other",
            _ => throw new ArgumentOutOfRangeException(nameof(reason)),
        };
}

/// <summary>The answer to what made something.</summary>
internal sealed record Created(Guid Id);

internal static class Words
{
    /// <summary>Without white space around; nothing is null.</summary>
    public static string? OrNull(string? words) => string.IsNullOrWhiteSpace(words) ? null : words.Trim();
}

/// <summary>The part of the child's day that an absence covers.</summary>
internal sealed record DayPart(bool WholeDay, TimeOfDay From, TimeOfDay Until)
{
    /// <summary>Refused when the child has nothing to attend, or when the part lies outside its day.</summary>
    public static DayPart Of(ChildDay? day, TimeOfDay? from, TimeOfDay? until)
    {
        if (day is not { Begins: var begins, Ends: var ends })
            throw Refusal.Conflict("absence/nothing-to-attend");

        var part = new DayPart(from is null && until is null, from ?? begins, until ?? ends);
        return part.From >= begins && part.Until <= ends && part.From < part.Until
            ? part
            : throw Refusal.Conflict(
                "absence/outside-the-day",
                ("begins", begins.ToString()),
                ("ends", ends.ToString())
            );
    }
}

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

internal static class OwnDay
{
    /// <summary>The unit whose rules count for a day: the one where it begins.</summary>
    public static Guid Unit(this ChildDay day) => day.Pieces[0].UnitId;

    /// <summary>
    /// Until the child's day begins a guardian may change a report; a day with nothing to attend any more begins at
    /// midnight.
    /// </summary>
    public static bool HasNotBegun(DateOnly date, ChildDay? day, TimeProvider clock) =>
        clock.GetUtcNow() < SchoolTime.Instant(date, day?.Begins ?? TimeOfDay.Midnight);

    /// <summary>
    /// Until then a guardian may also take a report back; what he or she has just reported for a while longer: it was a
    /// slip of the thumb.
    /// </summary>
    public static bool MayBeTakenBack(
        DateOnly date,
        ChildDay? day,
        Guid recordedBy,
        DateTime recordedAt,
        CurrentUser user,
        int undoMinutes,
        TimeProvider clock
    ) =>
        HasNotBegun(date, day, clock)
        || (recordedBy == user.PersonId && clock.GetUtcNow() < recordedAt.AddMinutes(undoMinutes));
}

internal static class UndoPage
{
    /// <summary>
    /// The address of the page that takes absences back, and of the page it then leads to if that is not the first one.
    /// </summary>
    public static string Of(IEnumerable<Guid> absenceIds, string? back = null) =>
        $"/absence/undo?{string.Join('&', absenceIds.Select(id => $"id={id}"))}{(back is null ? "" : $"&back={Uri.EscapeDataString(back)}")}";
}

internal static class AskedDay
{
    /// <summary>The day in a page's address, yyyy-MM-dd; today for what is no day or more than a year away.</summary>
    public static DateOnly Of(string? day, DateOnly today) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", out var asked) && Math.Abs(asked.DayNumber - today.DayNumber) <= 366
            ? asked
            : today;
}
