using Kapprum.CareSchedule.Questions;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>Keeps what is said of single days, when it may be said and is right.</summary>
internal sealed class DayChanges(
    NpgsqlConnection db,
    CareFacts facts,
    IChildFrame frame,
    Slots slots,
    ISettings settings,
    Texts texts,
    DateText dates,
    TimeProvider clock
)
{
    /// <summary>What somebody says of a day.</summary>
    /// <param name="At">Its place among those that are said at once.</param>
    /// <param name="Times">In order; null when what was said is taken back.</param>
    private sealed record Edit(
        int At,
        DateOnly Day,
        IReadOnlyList<CareTime>? Times,
        CarePlacement Placement,
        Guid? Household
    );

    /// <summary>What somebody says, held against the rules.</summary>
    private sealed record Examined(IReadOnlyList<Edit> All, ChildFacts Before, CutOff Rule, CareFaults Faults)
    {
        /// <summary>Guardians may have shorter times on locked days.</summary>
        public required bool Shorten { get; init; }

        /// <summary>A guardian cannot have it without asking, because of the day's lock.</summary>
        public bool IsLocked(Edit one, TimeProvider clock) =>
            (Before.IsLocked(Rule, one.Day, one.Placement, clock) && !IsShortened(one, clock))
            || QuestionLocks.WhyNot(Care(Before, one, one.Day), one.Times) is not null;

        /// <summary>It is less than was agreed.</summary>
        public bool IsShortened(Edit one, TimeProvider clock) =>
            Shorten
            && one.Times is not null
            && CareLocks.IsShortened(one.Day, DayChanges.Times(Before, one, one.Day), one.Times, clock);
    }

    /// <summary>Keeps what guardians and staff say of days.</summary>
    /// <param name="days">With their times; null where what was said is taken back.</param>
    /// <returns>What is kept of the first day of each home.</returns>
    public async Task<IReadOnlyList<(Guid Id, Guid? Household)>> Save(
        Guid childId,
        Guid unitId,
        Guid? household,
        IReadOnlyList<(DateOnly Day, IReadOnlyList<CareTime>? Times)> days,
        string? reason,
        CareWriter writer,
        CancellationToken ct
    )
    {
        var examined = await Examine(childId, unitId, household, days, reason, writer, ct);
        if (!writer.ByStaff)
            foreach (var one in examined.All)
                if (QuestionLocks.WhyNot(Care(examined.Before, one, one.Day), one.Times, dates) is { } asked)
                    throw asked;
        List<Edit> locked = writer.ByStaff ? [] : [.. examined.All.Where(one => examined.IsLocked(one, clock))];
        if (examined.Faults.Any)
            foreach (var one in locked)
                examined.Faults.Add(
                    Field(one.At, ".Date"),
                    "locked",
                    texts[
                        "careschedule.fault.locked",
                        ("when", dates.DayAt(examined.Rule.Locks(one.Day, one.Placement.StartsOn)))
                    ]
                );
        examined.Faults.Refuse();
        if (
            locked is not []
            && CareLocks.WhyNot(
                examined.Rule,
                [.. locked.Select(one => one.Day).Order()],
                days.Count - locked.Count,
                locked[0].Placement.StartsOn,
                clock,
                dates
            )
                is { } no
        )
            throw no;
        if (!writer.ByStaff && examined.All.FirstOrDefault(one => IsByStaff(examined, unitId, one, clock)) is { } set)
            throw Refusal.Conflict("careschedule/set-by-staff", ("day", dates.Date(set.Day)));
        if (examined.All is [{ Times: null } taken] && Standing(examined.Before, unitId, taken) is null)
            throw Refusal.NotFound("day");

        return await Store(childId, unitId, examined, reason, agreed: false, writer, ct);
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
        var examined = await Examine(
            childId,
            unitId,
            household: null,
            [.. days.Select(day => (day.Date, (IReadOnlyList<CareTime>?)day.Times))],
            reason: null,
            writer,
            ct
        );
        foreach (var one in examined.All)
            if (QuestionLocks.WhyNotYet(Care(examined.Before, one, one.Day), dates) is { } early)
                throw early;
        List<Wish> wishes = [.. examined.All.Select(one => new Wish(one.Day, one.Household, one.Times!))];
        foreach (var (at, wish) in wishes.Index())
            if (wish.Begins <= clock.GetUtcNow())
                examined.Faults.Add(
                    Field(examined.All[at].At, ".Times[0].From"),
                    "begun",
                    texts["careschedule.fault.begun"]
                );
        examined.Faults.Refuse();
        if (
            examined.All.FirstOrDefault(one =>
                !examined.IsLocked(one, clock) && !IsByStaff(examined, unitId, one, clock)
            ) is
            { } free
        )
            throw Refusal.Conflict("careschedule/not-locked", ("day", dates.Date(free.Day)));
        return wishes;
    }

    /// <summary>Keeps what staff have agreed to.</summary>
    public async Task Agree(CareRequest asked, CareWriter writer, CancellationToken ct)
    {
        var examined = await Examine(
            asked.ChildId,
            asked.UnitId,
            asked.Household,
            [(asked.Day, asked.Times)],
            reason: null,
            writer,
            ct
        );
        examined.Faults.Refuse();
        await Store(asked.ChildId, asked.UnitId, examined, reason: null, agreed: true, writer, ct);
    }

    /// <summary>
    /// Keeps what is copied to days at the child's own places, where it may be and is right; what cannot be is named.
    /// </summary>
    /// <returns>
    /// The days that are so now, what is kept of the first of them for each home, and the rest.
    /// </returns>
    public async Task<(
        IReadOnlyList<DateOnly> Done,
        IReadOnlyList<(Guid Id, Guid? Household)> First,
        IReadOnlyList<SkippedDay> Skipped
    )> Copy(Guid childId, IReadOnlyList<CareDay> days, CareWriter writer, CancellationToken ct)
    {
        if (days is [])
            return ([], [], []);
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

        List<(Guid Id, Guid? Household)> first = [];
        foreach (var place in wanted.GroupBy(one => (one.Care.Placement.UnitId, Home: child.Home(one.Care.Placement))))
        {
            var left = place.Select(one => (one.Care.Placement.Day, (IReadOnlyList<CareTime>?)one.Times)).ToList();
            // Without the days that are wrong others may be right, or wrong in turn.
            while (left is not [])
            {
                var examined = await Examine(childId, place.Key.UnitId, place.Key.Home, left, reason: null, writer, ct);
                var wrong = Wrong(examined, place.Key.UnitId, writer).ToDictionary(one => one.Date);
                if (wrong.Count == 0)
                {
                    var kept = await Store(
                        childId,
                        place.Key.UnitId,
                        examined,
                        reason: null,
                        agreed: false,
                        writer,
                        ct
                    );
                    first.AddRange(kept.ExceptBy(first.Select(one => one.Household), one => one.Household));
                    done.AddRange(left.Select(one => one.Day));
                    break;
                }

                skipped.AddRange(wrong.Values);
                left.RemoveAll(one => wrong.ContainsKey(one.Day));
            }
        }

        return ([.. done.Order()], first, [.. skipped.OrderBy(one => one.Date)]);
    }

    private IEnumerable<SkippedDay> Wrong(Examined examined, Guid unitId, CareWriter writer)
    {
        foreach (var one in examined.All)
            if (!writer.ByStaff && examined.IsLocked(one, clock))
                yield return new(one.Day, SkippedBecause.Locked);
            else if (!writer.ByStaff && IsByStaff(examined, unitId, one, clock))
                yield return new(one.Day, SkippedBecause.ByStaff);
            else if (examined.Faults.Of(Field(one.At)) is { } fault)
                yield return new(one.Day, SkippedBecause.DoesNotFit, fault);
    }

    private async Task<Examined> Examine(
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

        List<Edit> edits = [];
        foreach (var (at, (day, times)) in days.Index())
            if (writer.Place(before, unitId, household, day) is { } placement)
                edits.Add(
                    new(at, day, times is null ? null : CareTime.Joined(times), placement, before.Household(placement))
                );
            else
                faults.NoPlacement(Field(at, ".Date"), day, Starts(before, unitId, day));

        var after = before with { Changes = [.. Changed(before, unitId, edits, writer)] };
        var closed = edits.Exists(one => one.Times is not (null or []) && Open(after, one, one.Day) is [])
            ? await frame.Closed([childId], edits.Min(one => one.Day), edits.Max(one => one.Day), ct)
            : [];
        var offered = edits.FindAll(one => one.Placement.Entitlement == EntitlementKind.Offered);
        var bound = offered is [] ? [] : await slots.Of(unitId, ct);
        foreach (var one in edits)
            Check(one, days[one.At].Times, after, closed, step, reason, writer, faults);
        foreach (var one in offered)
        foreach (var (at, time) in (days[one.At].Times ?? []).Index())
            faults.Within(Field(one.At, $".Times[{at}]"), time, Pattern.Weekday(one.Day), bound);

        foreach (var week in edits.GroupBy(one => (Monday: Pattern.Monday(one.Day), one.Household)))
            faults.Cap(
                Field(week.MaxBy(one => one.Day)!.At),
                (unitId, week.Key.Household),
                week.Key.Monday,
                week.Min(one => one.Placement.WeeklyMinutes),
                before,
                after
            );
        return new(edits, before, await CutOff.Of(settings, unitId, ct), faults)
        {
            Shorten = !writer.ByStaff && await settings.Get(CareSettings.Shorten, unitId, ct),
        };
    }

    private static string Field(int at, string member = "") => $"Days[{at}]{member}";

    private static DayChange? Standing(ChildFacts facts, Guid unitId, Edit one) =>
        facts.Changes.FirstOrDefault(change =>
            change.UnitId == unitId && change.Household == one.Household && change.Day == one.Day
        );

    /// <summary>Staff have set it, and a guardian cannot change it; but for less than was agreed.</summary>
    private static bool IsByStaff(Examined examined, Guid unitId, Edit one, TimeProvider clock) =>
        Standing(examined.Before, unitId, one) is { ByStaff: true } set
        && !(set.Agreed && examined.IsShortened(one, clock));

    private static DateOnly? Starts(ChildFacts facts, Guid unitId, DateOnly day) =>
        facts
            .Placements.SelectMany(ofDay => ofDay)
            .Where(placement => placement.UnitId == unitId && placement.StartsOn > day)
            .Min(placement => (DateOnly?)placement.StartsOn);

    /// <summary>What stands when they are saved.</summary>
    private IEnumerable<DayChange> Changed(
        ChildFacts facts,
        Guid unitId,
        IReadOnlyList<Edit> edits,
        CareWriter writer
    ) =>
        facts
            .Changes.Where(change =>
                change.UnitId != unitId || !edits.Any(one => one.Household == change.Household && one.Day == change.Day)
            )
            .Concat(
                from one in edits
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
        Edit one,
        IReadOnlyList<CareTime>? given,
        ChildFacts after,
        IReadOnlyList<ClosedPlace> closed,
        TimeStep step,
        string? reason,
        CareWriter writer,
        CareFaults faults
    )
    {
        if (writer.ByStaff && one is { Times: not null } && one.Day < clock.Today() && reason is null)
            faults.Add("Reason", "not-empty", texts["careschedule.fault.reason"]);
        if (!writer.ByStaff && one.Placement.StartsOn > clock.Today().AddDays(CareWriter.DaysAhead))
            faults.NotYet(Field(one.At, ".Date"), one.Placement);
        if (given is null)
        {
            // It is as usual again, which a night beside it may not leave room for.
            Nights(one, Times(after, one, one.Day), after, faults);
            return;
        }

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

        Nights(one, given, after, faults);
    }

    private static void Nights(Edit one, IReadOnlyList<CareTime> times, ChildFacts after, CareFaults faults) =>
        faults.Nights(
            Field(one.At, ".Times"),
            one.Day,
            times,
            Care(after, one, one.Day.AddDays(-1)),
            Care(after, one, one.Day.AddDays(1))
        );

    private static IReadOnlyList<CareTime> Times(ChildFacts facts, Edit one, DateOnly day) =>
        Care(facts, one, day)?.Times ?? [];

    private static IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> Open(ChildFacts facts, Edit one, DateOnly day) =>
        Care(facts, one, day)?.Open ?? [];

    private static PlannedCare? Care(ChildFacts facts, Edit one, DateOnly day) =>
        DayPlan.At(facts, one.Placement.UnitId, one.Household, day);

    /// <summary>How long one home's days at one place are in a week.</summary>
    public static int Sum(ChildFacts facts, Guid unitId, Guid? household, DateOnly monday) =>
        Enumerable
            .Range(0, 7)
            .SelectMany(after => DayPlan.Of(facts, monday.AddDays(after)).Care)
            .Where(care => care.Placement.UnitId == unitId && care.Household == household)
            .Sum(care => care.Minutes);

    private async Task<IReadOnlyList<(Guid Id, Guid? Household)>> Store(
        Guid childId,
        Guid unitId,
        Examined edits,
        string? reason,
        bool agreed,
        CareWriter writer,
        CancellationToken ct
    )
    {
        var said = (
            from one in edits.All
            where one.Times is not null
            orderby one.Day
            // What staff have agreed to stays so when a guardian has less of it: more is asked for again.
            let less = !writer.ByStaff && Standing(edits.Before, unitId, one) is { Agreed: true }
            select (
                Id: Guid.CreateVersion7(),
                One: one,
                ByStaff: writer.ByStaff || less,
                Agreed: agreed || less,
                Late: !writer.ByStaff && edits.Rule.IsLate(one.Day, one.Placement.StartsOn, clock)
            )
        ).ToList();
        var times = said.SelectMany(one => one.One.Times!, (one, time) => (one.Id, Time: time)).ToList();
        await db.Execute(
            """
            delete from careschedule.day_change c
            using unnest(@Days, @Households) given (day, household)
            where c.child_id = @childId and c.unit_id = @unitId and c.day = given.day
              and c.household is not distinct from given.household;
            insert into careschedule.day_change
                (id, child_id, unit_id, household, day, by_staff, agreed, late, reason, changed_by, changed_at)
            select id, @childId, @unitId, household, day, by_staff, agreed, late, @reason, @PersonId, @Now
            from unnest(@Ids, @SaidHouseholds, @SaidDays, @ByStaff, @Agreed, @Late)
                 given (id, household, day, by_staff, agreed, late);
            insert into careschedule.day_change_time (day_change_id, begins, ends, next_day)
            select * from unnest(@TimeIds, @Begins, @Ends, @NextDay)
            """,
            new
            {
                childId,
                unitId,
                Days = edits.All.Select(one => one.Day).ToArray(),
                Households = edits.All.Select(one => one.Household).ToArray(),
                Ids = said.Select(one => one.Id).ToArray(),
                SaidHouseholds = said.Select(one => one.One.Household).ToArray(),
                SaidDays = said.Select(one => one.One.Day).ToArray(),
                ByStaff = said.Select(one => one.ByStaff).ToArray(),
                Agreed = said.Select(one => one.Agreed).ToArray(),
                Late = said.Select(one => one.Late).ToArray(),
                writer.PersonId,
                reason,
                Now = clock.GetUtcNow(),
                TimeIds = times.Select(one => one.Id).ToArray(),
                Begins = times.Select(one => one.Time.StoredFrom).ToArray(),
                Ends = times.Select(one => one.Time.StoredUntil).ToArray(),
                NextDay = times.Select(one => one.Time.NextDay).ToArray(),
            },
            ct
        );
        return [.. said.Select(one => (one.Id, one.One.Household)).DistinctBy(one => one.Household)];
    }
}
