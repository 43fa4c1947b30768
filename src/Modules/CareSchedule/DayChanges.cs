using Kapprum.CareSchedule.Questions;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>Keeps what is said of single days, when it may be said and is right.</summary>
internal sealed class DayChanges(
    NpgsqlConnection db,
    CareFacts facts,
    IChildFrame frame,
    ISettings settings,
    Texts texts,
    DateText dates,
    TimeProvider clock
)
{
    private sealed record Wanted(
        int At,
        DateOnly Day,
        IReadOnlyList<CareTime>? Times,
        CarePlacement Placement,
        Guid? Household
    );

    /// <summary>What somebody wants, looked at by the rules.</summary>
    private sealed record Looked(IReadOnlyList<Wanted> All, ChildFacts Before, CutOff Rule, CareFaults Faults)
    {
        /// <summary>Guardians may have shorter times on locked days.</summary>
        public required bool Shorten { get; init; }

        /// <summary>A guardian cannot have it without asking, because of the day's lock.</summary>
        public bool IsLocked(Wanted one, TimeProvider clock) =>
            (Rule.IsLocked(one.Day, one.Placement.StartsOn, clock) && !IsShortened(one, clock))
            || QuestionLocks.WhyNot(Care(Before, one, one.Day), one.Times) is not null;

        /// <summary>It is less than was agreed.</summary>
        public bool IsShortened(Wanted one, TimeProvider clock) =>
            Shorten
            && one.Times is not null
            && CareLocks.IsShortened(one.Day, DayChanges.Times(Before, one, one.Day), one.Times, clock);
    }

    /// <summary>Keeps what guardians and staff say of days.</summary>
    /// <param name="days">With their times; null where what was said is taken back.</param>
    /// <returns>What is kept of the first day; null when nothing is.</returns>
    public async Task<Guid?> Save(
        Guid childId,
        Guid unitId,
        Guid? household,
        IReadOnlyList<(DateOnly Day, IReadOnlyList<CareTime>? Times)> days,
        string? reason,
        CareWriter writer,
        CancellationToken ct
    )
    {
        var looked = await Look(childId, unitId, household, days, reason, writer, ct);
        if (!writer.ByStaff)
            foreach (var one in looked.All)
                if (QuestionLocks.WhyNot(Care(looked.Before, one, one.Day), one.Times, dates) is { } asked)
                    throw asked;
        List<Wanted> locked = writer.ByStaff ? [] : [.. looked.All.Where(one => looked.IsLocked(one, clock))];
        if (looked.Faults.Any)
            foreach (var one in locked)
                looked.Faults.Add(
                    Field(one.At, ".Date"),
                    "locked",
                    texts[
                        "careschedule.fault.locked",
                        ("when", dates.DayAt(looked.Rule.Locks(one.Day, one.Placement.StartsOn)))
                    ]
                );
        looked.Faults.Refuse();
        if (
            locked is not []
            && CareLocks.WhyNot(
                looked.Rule,
                [.. locked.Select(one => one.Day).Order()],
                days.Count - locked.Count,
                locked[0].Placement.StartsOn,
                clock,
                dates
            )
                is { } no
        )
            throw no;
        if (!writer.ByStaff && looked.All.FirstOrDefault(one => IsByStaff(looked, unitId, one, clock)) is { } set)
            throw Refusal.Conflict("careschedule/set-by-staff", ("day", dates.Date(set.Day)));
        if (looked.All is [{ Times: null } taken] && Standing(looked.Before, unitId, taken) is null)
            throw Refusal.NotFound("day");

        return await Store(childId, unitId, looked.All, looked.Rule, reason, agreed: false, writer, ct);
    }

    /// <summary>Looks at what a guardian asks for; only on days that he or she cannot change alone.</summary>
    public async Task<IReadOnlyList<Wish>> Wishes(
        Guid childId,
        Guid unitId,
        IReadOnlyList<CareDay> days,
        CareWriter writer,
        CancellationToken ct
    )
    {
        var looked = await Look(
            childId,
            unitId,
            household: null,
            [.. days.Select(day => (day.Date, (IReadOnlyList<CareTime>?)day.Times))],
            reason: null,
            writer,
            ct
        );
        foreach (var one in looked.All)
            if (QuestionLocks.WhyNotYet(Care(looked.Before, one, one.Day), dates) is { } early)
                throw early;
        List<Wish> wishes = [.. looked.All.Select(one => new Wish(one.Day, one.Household, one.Times!))];
        foreach (var (at, wish) in wishes.Index())
            if (wish.Begins <= clock.GetUtcNow())
                looked.Faults.Add(
                    Field(looked.All[at].At, ".Times[0].From"),
                    "begun",
                    texts["careschedule.fault.begun"]
                );
        looked.Faults.Refuse();
        if (
            looked.All.FirstOrDefault(one => !looked.IsLocked(one, clock) && !IsByStaff(looked, unitId, one, clock)) is
            { } free
        )
            throw Refusal.Conflict("careschedule/not-locked", ("day", dates.Date(free.Day)));
        return wishes;
    }

    /// <summary>Keeps what staff have agreed to.</summary>
    public async Task Agree(CareRequest asked, CareWriter writer, CancellationToken ct)
    {
        var looked = await Look(
            asked.ChildId,
            asked.UnitId,
            asked.Household,
            [(asked.Day, asked.Times)],
            reason: null,
            writer,
            ct
        );
        looked.Faults.Refuse();
        await Store(asked.ChildId, asked.UnitId, looked.All, looked.Rule, reason: null, agreed: true, writer, ct);
    }

    /// <summary>
    /// Keeps what is copied to days at the child's own places, where it may be and is right; what cannot be is named.
    /// </summary>
    /// <returns>The days that are so now, what is kept of the first of them, and the rest.</returns>
    public async Task<(IReadOnlyList<DateOnly> Done, Guid? First, IReadOnlyList<SkippedDay> Skipped)> Copy(
        Guid childId,
        IReadOnlyList<CareDay> days,
        CareWriter writer,
        CancellationToken ct
    )
    {
        if (days is [])
            return ([], null, []);
        var (from, until) = (days.Min(day => day.Date), days.Max(day => day.Date));
        var child = (await facts.Of([childId], from, until, ct))[childId];
        var closed = await frame.Closed([childId], from, until, ct);
        List<SkippedDay> skipped = [];
        List<DateOnly> done = [];
        List<(PlannedCare Care, IReadOnlyList<CareTime> Times)> wanted = [];
        foreach (var day in days)
        {
            var care = DayPlan.Of(child, day.Date).Care.FirstOrDefault(care => writer.Writes(child, care.Placement));
            if (care is null)
                skipped.Add(
                    new(day.Date, child.Placements[day.Date].Any() ? SkippedBecause.Others : SkippedBecause.NoPlacement)
                );
            else if (care.State == CareState.Closed)
                skipped.Add(
                    new(
                        day.Date,
                        SkippedBecause.Closed,
                        closed.FirstOrDefault(one => one.Date == day.Date && one.UnitId == care.Placement.AtId)?.Reason
                    )
                );
            else if (care.State is CareState.Times or CareState.Off && care.Times.SequenceEqual(day.Times))
                done.Add(day.Date);
            else
                wanted.Add((care, day.Times));
        }

        Guid? first = null;
        foreach (var place in wanted.GroupBy(one => (one.Care.Placement.UnitId, Home: child.Home(one.Care.Placement))))
        {
            var left = place.Select(one => (one.Care.Placement.Day, (IReadOnlyList<CareTime>?)one.Times)).ToList();
            // Without the days that are wrong others may be right, or wrong in turn.
            while (left is not [])
            {
                var looked = await Look(childId, place.Key.UnitId, place.Key.Home, left, reason: null, writer, ct);
                var wrong = Wrong(looked, place.Key.UnitId, writer).ToDictionary(one => one.Date);
                if (wrong.Count == 0)
                {
                    var kept = await Store(
                        childId,
                        place.Key.UnitId,
                        looked.All,
                        looked.Rule,
                        reason: null,
                        agreed: false,
                        writer,
                        ct
                    );
                    first ??= kept;
                    done.AddRange(left.Select(one => one.Day));
                    break;
                }

                skipped.AddRange(wrong.Values);
                left.RemoveAll(one => wrong.ContainsKey(one.Day));
            }
        }

        return ([.. done.Order()], first, [.. skipped.OrderBy(one => one.Date)]);
    }

    private IEnumerable<SkippedDay> Wrong(Looked looked, Guid unitId, CareWriter writer)
    {
        foreach (var one in looked.All)
            if (!writer.ByStaff && looked.IsLocked(one, clock))
                yield return new(one.Day, SkippedBecause.Locked);
            else if (!writer.ByStaff && IsByStaff(looked, unitId, one, clock))
                yield return new(one.Day, SkippedBecause.ByStaff);
            else if (looked.Faults.Of(Field(one.At)) is { } fault)
                yield return new(one.Day, SkippedBecause.DoesNotFit, fault);
    }

    private async Task<Looked> Look(
        Guid childId,
        Guid unitId,
        Guid? household,
        IReadOnlyList<(DateOnly Day, IReadOnlyList<CareTime>? Times)> days,
        string? reason,
        CareWriter writer,
        CancellationToken ct
    )
    {
        var first = Pattern.Monday(days.Min(day => day.Day));
        // The night of the last Sunday is of the week after as well.
        var last = Pattern.Monday(days.Max(day => day.Day)).AddDays(14);
        var before = (await facts.Of([childId], first, last, ct))[childId];
        var step = await settings.Get(CareSettings.Step, unitId, ct);
        var faults = new CareFaults(texts, dates);

        List<Wanted> wanted = [];
        foreach (var (at, (day, times)) in days.Index())
            if (writer.Place(before, unitId, household, day) is { } placement)
                wanted.Add(
                    new(at, day, times is null ? null : CareTime.Joined(times), placement, before.Household(placement))
                );
            else
                faults.NoPlacement(Field(at, ".Date"), day, Starts(before, unitId, day));

        var after = before with { Changes = [.. Changed(before, unitId, wanted, writer)] };
        var closed = wanted.Exists(one => one.Times is not (null or []) && Open(after, one, one.Day) is [])
            ? await frame.Closed([childId], wanted.Min(one => one.Day), wanted.Max(one => one.Day), ct)
            : [];
        foreach (var one in wanted)
            Check(one, days[one.At].Times, after, closed, step, reason, writer, faults);
        Caps(before, after, unitId, wanted, faults);
        return new(wanted, before, await CutOff.Of(settings, unitId, ct), faults)
        {
            Shorten = !writer.ByStaff && await settings.Get(CareSettings.Shorten, unitId, ct),
        };
    }

    private static string Field(int at, string member = "") => $"Days[{at}]{member}";

    private static DayChange? Standing(ChildFacts facts, Guid unitId, Wanted one) =>
        facts.Changes.FirstOrDefault(change =>
            change.UnitId == unitId && change.Household == one.Household && change.Day == one.Day
        );

    /// <summary>Staff have set it, and a guardian cannot change it; but for less than was agreed.</summary>
    private static bool IsByStaff(Looked looked, Guid unitId, Wanted one, TimeProvider clock) =>
        Standing(looked.Before, unitId, one) is { ByStaff: true } set
        && !(set.Agreed && looked.IsShortened(one, clock));

    private static DateOnly? Starts(ChildFacts facts, Guid unitId, DateOnly day) =>
        facts
            .Placements.SelectMany(ofDay => ofDay)
            .Where(placement => placement.UnitId == unitId && placement.StartsOn > day)
            .Min(placement => (DateOnly?)placement.StartsOn);

    /// <summary>What stands when they are saved.</summary>
    private IEnumerable<DayChange> Changed(
        ChildFacts facts,
        Guid unitId,
        IReadOnlyList<Wanted> wanted,
        CareWriter writer
    ) =>
        facts
            .Changes.Where(change =>
                change.UnitId != unitId
                || !wanted.Any(one => one.Household == change.Household && one.Day == change.Day)
            )
            .Concat(
                from one in wanted
                where one.Times is not null
                select new DayChange
                {
                    Id = Guid.Empty,
                    UnitId = unitId,
                    Household = one.Household,
                    Day = one.Day,
                    ByStaff = writer.ByStaff,
                    Agreed = false,
                    Late = false,
                    ChangedBy = writer.PersonId,
                    ChangedAt = clock.GetUtcNow(),
                    Times = one.Times!,
                }
            );

    private void Check(
        Wanted one,
        IReadOnlyList<CareTime>? given,
        ChildFacts after,
        IReadOnlyList<ClosedPlace> closed,
        TimeStep step,
        string? reason,
        CareWriter writer,
        CareFaults faults
    )
    {
        if (writer.ByStaff && one.Day < clock.Today() && reason is null)
            faults.Add("Reason", "not-empty", texts["careschedule.fault.reason"]);
        if (!writer.ByStaff && one.Placement.StartsOn > clock.Today().AddDays(CareWriter.DaysAhead))
            faults.NotYet(Field(one.At, ".Date"), one.Placement);
        if (given is null)
            return;

        faults.Shape(Field(one.At), given, step);
        var open = Open(after, one, one.Day);
        if (given is not [] && open is [])
            faults.Closed(
                Field(one.At, ".Date"),
                closed.FirstOrDefault(place => place.Date == one.Day && place.UnitId == one.Placement.AtId)?.Reason,
                dates.Date(one.Day)
            );
        else
            foreach (var (at, time) in given.Index())
                faults.Hours(Field(one.At, $".Times[{at}]"), time, open, Open(after, one, one.Day.AddDays(1)));

        if (Ends(after, one, one.Day.AddDays(-1)) - 24 * 60 > given.Min(time => (int?)time.From.Minutes))
            faults.Overlap(Field(one.At, ".Times"), one.Day.AddDays(-1));
        if (
            given.Max(time => (int?)time.Ends) - 24 * 60
            > Times(after, one, one.Day.AddDays(1)).Min(time => (int?)time.From.Minutes)
        )
            faults.Overlap(Field(one.At, ".Times"), one.Day.AddDays(1));
    }

    private static int? Ends(ChildFacts facts, Wanted one, DateOnly day) =>
        Times(facts, one, day).Max(time => (int?)time.Ends);

    private static IReadOnlyList<CareTime> Times(ChildFacts facts, Wanted one, DateOnly day) =>
        Care(facts, one, day)?.Times ?? [];

    private static IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> Open(ChildFacts facts, Wanted one, DateOnly day) =>
        Care(facts, one, day)?.Open ?? [];

    private static PlannedCare? Care(ChildFacts facts, Wanted one, DateOnly day) =>
        DayPlan
            .Of(facts, day)
            .Care.FirstOrDefault(care =>
                care.Placement.UnitId == one.Placement.UnitId && care.Household == one.Household
            );

    /// <summary>
    /// A week of one home's days at one place is at most as long as the child has a right to. What was longer already
    /// may become shorter.
    /// </summary>
    private static void Caps(
        ChildFacts before,
        ChildFacts after,
        Guid unitId,
        IReadOnlyList<Wanted> wanted,
        CareFaults faults
    )
    {
        foreach (var week in wanted.GroupBy(one => (Monday: Pattern.Monday(one.Day), one.Household)))
        {
            // A night on Sunday is of two weeks.
            foreach (var monday in new[] { week.Key.Monday, week.Key.Monday.AddDays(7) })
                if (
                    week.Min(one => one.Placement.WeeklyMinutes) is { } cap
                    && Sum(after, unitId, week.Key.Household, monday) is var minutes
                    && minutes > cap
                    && minutes > Sum(before, unitId, week.Key.Household, monday)
                )
                    faults.Cap(Field(week.MaxBy(one => one.Day)!.At), minutes, cap);
        }
    }

    /// <summary>How long one home's days at one place are in a week.</summary>
    public static int Sum(ChildFacts facts, Guid unitId, Guid? household, DateOnly monday) =>
        Enumerable
            .Range(0, 7)
            .SelectMany(after => DayPlan.Of(facts, monday.AddDays(after)).Care)
            .Where(care => care.Placement.UnitId == unitId && care.Household == household)
            .Sum(care => care.Minutes);

    private async Task<Guid?> Store(
        Guid childId,
        Guid unitId,
        IReadOnlyList<Wanted> wanted,
        CutOff rule,
        string? reason,
        bool agreed,
        CareWriter writer,
        CancellationToken ct
    )
    {
        var said = wanted
            .Where(one => one.Times is not null)
            .OrderBy(one => one.Day)
            .Select(one => (Id: Guid.CreateVersion7(), One: one))
            .ToList();
        var times = said.SelectMany(one => one.One.Times!, (one, time) => (one.Id, Time: time)).ToList();
        await db.Execute(
            """
            delete from careschedule.day_change c
            using unnest(@Days, @Households) given (day, household)
            where c.child_id = @childId and c.unit_id = @unitId and c.day = given.day
              and c.household is not distinct from given.household;
            insert into careschedule.day_change
                (id, child_id, unit_id, household, day, by_staff, agreed, late, reason, changed_by, changed_at)
            select id, @childId, @unitId, household, day, @ByStaff, @agreed, late, @reason, @PersonId, @Now
            from unnest(@Ids, @SaidHouseholds, @SaidDays, @Late) given (id, household, day, late);
            insert into careschedule.day_change_time (day_change_id, begins, ends, next_day)
            select * from unnest(@TimeIds, @Begins, @Ends, @NextDay)
            """,
            new
            {
                childId,
                unitId,
                Days = wanted.Select(one => one.Day).ToArray(),
                Households = wanted.Select(one => one.Household).ToArray(),
                Ids = said.Select(one => one.Id).ToArray(),
                SaidHouseholds = said.Select(one => one.One.Household).ToArray(),
                SaidDays = said.Select(one => one.One.Day).ToArray(),
                Late = said.Select(one =>
                        !writer.ByStaff && rule.IsLate(one.One.Day, one.One.Placement.StartsOn, clock)
                    )
                    .ToArray(),
                writer.ByStaff,
                writer.PersonId,
                reason,
                agreed,
                Now = clock.GetUtcNow(),
                TimeIds = times.Select(one => one.Id).ToArray(),
                Begins = times.Select(one => one.Time.StoredFrom).ToArray(),
                Ends = times.Select(one => one.Time.StoredUntil).ToArray(),
                NextDay = times.Select(one => one.Time.NextDay).ToArray(),
            },
            ct
        );
        return said is [var first, ..] ? first.Id : null;
    }
}
