using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>A unit on a day, with all that follows how many adults it needs from.</summary>
internal sealed record UnitOnDay
{
    public required Guid UnitId { get; init; }
    public required UnitDay Day { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyList<UnitGroup> Groups { get; init; }
    public required IReadOnlyList<ChildOnDay> Children { get; init; }

    /// <summary>Null while nobody has said who is there.</summary>
    public required IReadOnlyList<PlannedAdults>? Adults { get; init; }
    public required bool OtherShifts { get; init; }
    public required StaffingRules Rules { get; init; }
}

/// <summary>
/// How many children are at a unit in each quarter of an hour of a day, and how many adults they need. A plain function
/// of what is planned: it asks nobody.
/// </summary>
internal static class StaffingPlan
{
    /// <summary>What is true of a quarter.</summary>
    private readonly record struct Cell(int Scheduled, int Certain, int Unknown, int Pending, int? Need, int? Planned);

    public static StaffedDay Of(UnitOnDay unit)
    {
        var clock = new DayQuarters(unit.Day.Date);
        List<ChildStay> stays =
        [
            .. unit.Children.Select(child => ChildStay.Of(unit.UnitId, child, clock)).OfType<ChildStay>(),
        ];
        var together = unit.Rules.Together(clock);
        var open = clock.At(unit.Day.Open).Quarters();
        foreach (var stay in stays)
            open |= stay.Any;

        List<(UnitGroup? Group, Cell[] Cells, int OutsideHours)> groups =
        [
            .. from id in GroupsOf(stays, unit)
            let own = stays.FindAll(stay => stay.GroupId == id)
            select (
                unit.Groups.FirstOrDefault(known => known.Id == id),
                Cells(own, OfGroup(unit.Adults, id, clock), unit.Rules, clock),
                own.Count(stay => stay.OutsideHours)
            ),
        ];
        var all = Cells(stays, Planned(unit.Adults, clock), unit.Rules, clock);
        // They are rounded up by group, unless they are together.
        for (var quarter = 0; quarter < clock.Count; quarter++)
            if (!together.Has(quarter))
                all[quarter] = all[quarter] with { Need = groups.Sum(group => group.Cells[quarter].Need) };
            else
                foreach (var (_, cells, _) in groups)
                    cells[quarter] = cells[quarter] with { Need = null, Planned = null };

        var gaps = Gaps(null, all, open, clock).ToList();
        foreach (var (group, cells, _) in groups)
            gaps.AddRange(Gaps(group, cells, open, clock));
        return new(
            unit.Day.Date,
            [.. unit.Day.Open.Select(time => new StaffedDay.Time(time.From, time.Until))],
            unit.Day.Closed,
            unit.Day.Reason,
            Runs(all, open, clock),
            groups.Count > 1 ? Runs(all, open & together, clock) : [],
            [
                .. from one in groups
                select new StaffedDay.Group(one.Group?.Id, one.Group?.Name, Runs(one.Cells, open, clock))
                {
                    OutsideHours = one.OutsideHours,
                },
            ]
        )
        {
            OtherShifts = unit.OtherShifts,
            OutsideHours = stays.Count(stay => stay.OutsideHours),
            Gaps = gaps,
            Stays = stays,
        };
    }

    /// <summary>Those that have children or adults on the day, in order; null for no group.</summary>
    private static IEnumerable<Guid?> GroupsOf(List<ChildStay> stays, UnitOnDay unit)
    {
        var found = stays
            .Where(stay => stay.Any != UInt128.Zero)
            .Select(stay => stay.GroupId)
            .Concat((unit.Adults ?? []).Where(adults => adults.GroupId is not null).Select(adults => adults.GroupId))
            .ToHashSet();
        // One that is known no more is none.
        return unit
            .Groups.Select(group => (Guid?)group.Id)
            .Where(found.Contains)
            .Concat(found.Contains(null) ? [null] : []);
    }

    private static Cell[] Cells(List<ChildStay> stays, int[]? planned, StaffingRules rules, DayQuarters clock)
    {
        var (cells, weights) = (new Cell[clock.Count], new decimal[clock.Count]);
        foreach (var stay in stays)
            for (var left = stay.Any; left != UInt128.Zero; left &= left - UInt128.One)
            {
                var quarter = (int)UInt128.TrailingZeroCount(left);
                var certain = stay.Certain.Has(quarter);
                ref var cell = ref cells[quarter];
                cell = cell with
                {
                    Scheduled = cell.Scheduled + (stay.Scheduled.Has(quarter) ? 1 : 0),
                    Certain = cell.Certain + (certain ? 1 : 0),
                    Unknown = cell.Unknown + (stay.Unknown.Has(quarter) ? 1 : 0),
                    Pending = cell.Pending + (stay.Pending.Has(quarter) ? 1 : 0),
                };
                // Who is away needs nobody; of whom nobody knows is told beside it and not added.
                weights[quarter] += certain ? stay.Weight : 0;
            }

        for (var quarter = 0; quarter < cells.Length; quarter++)
            cells[quarter] = cells[quarter] with { Need = rules.Adults(weights[quarter]), Planned = planned?[quarter] };
        return cells;
    }

    /// <summary>
    /// The adults who are with one group. While nobody is, the group is looked after by those who are there for all,
    /// and it cannot be said whether it has enough.
    /// </summary>
    private static int[]? OfGroup(IReadOnlyList<PlannedAdults>? adults, Guid? groupId, DayQuarters clock) =>
        adults?.Where(one => groupId is not null && one.GroupId == groupId).ToList() is { Count: > 0 } own
            ? Planned(own, clock)
            : null;

    /// <summary>How many are there for all of each quarter; null while nobody has said.</summary>
    private static int[]? Planned(IReadOnlyList<PlannedAdults>? adults, DayQuarters clock)
    {
        if (adults is null)
            return null;

        var arriving = new int[clock.Length + 1];
        foreach (var one in adults)
        {
            arriving[clock.At(one.From)] += one.Number;
            arriving[clock.At(one.Until)] -= one.Number;
        }

        var (there, planned) = (0, new int[clock.Count]);
        for (var minute = 0; minute < clock.Length; minute++)
        {
            there += arriving[minute];
            var quarter = minute / DayQuarters.Minutes;
            planned[quarter] = minute % DayQuarters.Minutes == 0 ? there : Math.Min(planned[quarter], there);
        }

        return planned;
    }

    /// <summary>Quarters that follow each other and are the same, as one.</summary>
    private static IReadOnlyList<StaffedDay.Run> Runs(Cell[] cells, UInt128 among, DayQuarters clock) =>
        [
            .. from run in Same(cells, among)
            let cell = cells[run.First]
            select new StaffedDay.Run(
                clock.Label(run.First),
                clock.Label(run.First + run.Count),
                clock.Begins(run.First),
                run.Count,
                cell.Scheduled,
                cell.Certain,
                cell.Unknown,
                cell.Pending
            )
            {
                Need = cell.Need,
                Planned = cell.Planned,
            },
        ];

    private static IEnumerable<StaffedDay.Gap> Gaps(UnitGroup? of, Cell[] cells, UInt128 among, DayQuarters clock) =>
        from run in Same([.. cells.Select(cell => cell.Need - cell.Planned ?? 0)], among)
        let missing = (cells[run.First].Need - cells[run.First].Planned) ?? 0
        where missing > 0
        select new StaffedDay.Gap(
            of?.Id,
            of?.Name,
            clock.Label(run.First),
            clock.Label(run.First + run.Count),
            clock.Begins(run.First),
            missing
        );

    private static IEnumerable<(int First, int Count)> Same<T>(T[] cells, UInt128 among)
    {
        var first = 0;
        for (var quarter = 0; quarter <= cells.Length; quarter++)
        {
            var goesOn =
                quarter < cells.Length
                && quarter > first
                && among.Has(first)
                && among.Has(quarter)
                && EqualityComparer<T>.Default.Equals(cells[quarter], cells[first]);
            if (goesOn)
                continue;
            if (quarter > first && among.Has(first))
                yield return (first, quarter - first);
            first = quarter;
        }
    }
}
