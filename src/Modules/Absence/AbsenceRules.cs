using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// Says why something may not be done with an absence; null when it may. Whoever does it throws the answer, whoever
/// offers it asks whether there is one.
/// </summary>
internal static class AbsenceRules
{
    /// <summary>The unit whose settings count for a day: the one where it begins.</summary>
    public static Guid Unit(this ChildDay day) => day.Pieces[0].UnitId;

    /// <summary>A guardian reports a child until its day is over, and only so many of its days ahead.</summary>
    /// <param name="days">Days of children, with all of this child's from tomorrow until that day among them.</param>
    /// <param name="most">How many days ahead may be reported.</param>
    public static Refusal? WhyNotReport(ChildDay day, IEnumerable<ChildDay> days, int most, TimeProvider clock)
    {
        if (IsTooFarAhead(day, days, most, clock))
            return Refusal.Conflict("absence/too-far-ahead", ("count", most));
        return SchoolTime.Instant(day.Date, day.Ends) <= clock.GetUtcNow()
            ? Refusal.Conflict("absence/day-is-over")
            : null;
    }

    /// <summary>Whether there are more of the child's days before it than may be reported ahead.</summary>
    /// <inheritdoc cref="WhyNotReport(ChildDay, IEnumerable{ChildDay}, int, TimeProvider)"/>
    public static bool IsTooFarAhead(ChildDay day, IEnumerable<ChildDay> days, int most, TimeProvider clock)
    {
        var today = clock.Today();
        return days.Count(one => one.ChildId == day.ChildId && one.Date > today && one.Date <= day.Date) > most;
    }

    /// <summary>A guardian reports what nobody has reported yet, of a day that staff have noted nothing of.</summary>
    /// <param name="absences">The child's of that day, without withdrawn ones.</param>
    public static Refusal? WhyNotReport(ChildDay day, IEnumerable<AbsenceSummary> absences)
    {
        var standing = absences.ToList();
        if (standing.Find(one => one.ByStaff) is { } recorded)
            return Refusal.Conflict("absence/recorded-by-staff", ("absenceId", recorded.Id));
        if (standing.Find(one => one.WholeDay) is { } all)
            return Refusal.Conflict("absence/already-reported", ("absenceId", all.Id));
        return standing.Count == 0 || DayPart.Of(day, from: null, until: null).Without(standing).Any()
            ? null
            : Refusal.Conflict("absence/already-reported", ("absenceId", standing[0].Id));
    }

    /// <summary>When a child has to be there by its timetable; null without one, and then it is never late.</summary>
    public static TimeOfDay? Due(this ChildDay day) =>
        day.Pieces.Where(piece => piece.Source == DaySource.Timetable).Min(piece => (TimeOfDay?)piece.From);

    /// <summary>Nobody has said why; whoever came late is there, and lacks nothing.</summary>
    public static bool LacksReason(AbsenceSummary absence) =>
        absence is { Kind: AbsenceKind.Absence, Unexplained: true };

    /// <summary>Staff record a late arrival where a timetable says when to be there: opening hours do not.</summary>
    public static Refusal? WhyNotLate(ChildDay? day) =>
        day is not null && day.Due() is null ? Refusal.Conflict("absence/no-timetable") : null;

    /// <summary>How many days back staff record, and how long it is asked for what nobody has explained.</summary>
    public const int DaysBack = 30;

    /// <summary>How many characters the word to staff may have.</summary>
    public const int LongestNote = 500;

    /// <summary>Staff record today, and days that are not long ago.</summary>
    public static bool IsRecordable(DateOnly day, DateOnly today) => day <= today && day >= today.AddDays(-DaysBack);

    /// <summary>Staff record a part of the child's day, once; what guardians have reported of it is left out.</summary>
    /// <param name="from">Null for the beginning of the day.</param>
    /// <param name="until">Null for the end of the day.</param>
    /// <param name="absences">The child's of that day, without withdrawn ones.</param>
    public static Refusal? WhyNotRecord(
        ChildDay? day,
        TimeOfDay? from,
        TimeOfDay? until,
        IReadOnlyList<AbsenceSummary> absences
    )
    {
        if (DayPart.WhyNot(day, from, until) is { } no)
            return no;

        var part = DayPart.Of(day, from, until);
        var within = absences.Where(one => one.From < part.Until && one.Until > part.From).ToList();
        if (within.Find(one => one.ByStaff) is { } recorded)
            return Refusal.Conflict("absence/recorded-by-staff", ("absenceId", recorded.Id));
        return part.Without(within).Any()
            ? null
            : Refusal.Conflict("absence/already-reported", ("absenceId", within[0].Id));
    }

    /// <summary>A guardian changes a report until the child's day begins.</summary>
    public static Refusal? WhyNotChange(StoredAbsence absence, Relation viewer, ChildDay? day, TimeProvider clock) =>
        Withdrawn(absence)
        ?? NoReport(absence, viewer)
        ?? (HasBegun(absence, day, clock) ? Refusal.Conflict("absence/day-has-begun") : null)
        ?? DayPart.WhyNot(day, from: null, until: null);

    /// <summary>
    /// Until the child's day begins a guardian withdraws a report, and what he or she has just reported for a while
    /// longer: it was a slip of the thumb. From the day itself on staff withdraw it too.
    /// </summary>
    public static Refusal? WhyNotWithdraw(
        StoredAbsence absence,
        Relation viewer,
        ChildDay? day,
        int undoMinutes,
        CurrentUser user,
        TimeProvider clock
    )
    {
        if (Withdrawn(absence) is { } gone)
            return gone;
        if (viewer.Is(Relation.Staff))
            return absence.ByStaff || absence.Day <= clock.Today() || viewer.Is(Relation.Guardian)
                ? null
                : Refusal.Conflict("absence/reported-by-guardian");

        var justReported =
            absence.RecordedBy == user.PersonId && clock.GetUtcNow() < absence.RecordedAt.AddMinutes(undoMinutes);
        return NoReport(absence, viewer)
            ?? (HasBegun(absence, day, clock) && !justReported ? Refusal.Conflict("absence/day-has-begun") : null);
    }

    /// <summary>A guardian says that a child who was ill is well again.</summary>
    public static Refusal? WhyNotSayWell(StoredAbsence absence, Relation viewer) =>
        Withdrawn(absence)
        ?? (viewer.Is(Relation.Guardian) && absence.Reason == Reason.Ill ? null : Refusal.NotFound("absence"));

    /// <summary>A guardian explains what staff have recorded, once; staff whenever they know better.</summary>
    public static Refusal? WhyNotExplain(StoredAbsence absence, Relation viewer) =>
        Withdrawn(absence)
        ?? (
            !absence.ByStaff ? Refusal.Conflict("absence/nothing-to-explain")
            : (absence.Reason is not null || absence.ReasonHidden) && !viewer.Is(Relation.Staff)
                ? Refusal.Conflict("absence/already-explained")
            : null
        );

    private static Refusal? Withdrawn(StoredAbsence absence) => absence.Withdrawn ? Refusal.NotFound("absence") : null;

    /// <summary>It is no report, or of nobody's own child.</summary>
    private static Refusal? NoReport(StoredAbsence absence, Relation viewer) =>
        !viewer.Is(Relation.Guardian) ? Refusal.NotFound("absence")
        : absence.ByStaff ? Refusal.Conflict("absence/recorded-by-staff", ("absenceId", absence.Id))
        : absence.OtherHome ? Refusal.Conflict("absence/other-home")
        : null;

    /// <summary>A day with nothing to attend any more begins at midnight.</summary>
    private static bool HasBegun(StoredAbsence absence, ChildDay? day, TimeProvider clock) =>
        clock.GetUtcNow() >= SchoolTime.Instant(absence.Day, day?.Begins ?? TimeOfDay.Midnight);
}
