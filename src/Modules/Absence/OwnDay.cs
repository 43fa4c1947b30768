using Kapprum.Contracts.Days;

namespace Kapprum.Absence;

/// <summary>Until when a guardian may change what he or she has reported.</summary>
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
        DateTimeOffset recordedAt,
        CurrentUser user,
        int undoMinutes,
        TimeProvider clock
    ) =>
        HasNotBegun(date, day, clock)
        || (recordedBy == user.PersonId && clock.GetUtcNow() < recordedAt.AddMinutes(undoMinutes));
}
