using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Finds days of coming weeks of which nobody has said when a child comes, in the three days before guardians can no
/// longer say it by themselves; at units where schedules are laid at all.
/// </summary>
internal sealed class UnsaidWeeks(
    NpgsqlConnection db,
    ICarePlacements placements,
    CareFacts facts,
    IAudience audience,
    ISettings settings
)
{
    private const int DaysBefore = 3;

    /// <summary>A week is locked at most so many days before it begins.</summary>
    private const int DaysAhead = 42;

    private const int ChildrenAtOnce = 500;

    /// <param name="Days">In order, of one week.</param>
    public sealed record Unsaid(Guid PersonId, Guid ChildId, IReadOnlyList<DateOnly> Days);

    /// <summary>What each guardian can still say at a moment.</summary>
    /// <param name="of">Of these children only; of all when it is null.</param>
    public async Task<IReadOnlyList<Unsaid>> At(DateTimeOffset now, IReadOnlySet<Guid>? of, CancellationToken ct)
    {
        var today = SchoolTime.Day(now);
        var children = await placements.Children(today, today.AddDays(DaysAhead), ct);
        var used = (await db.Query<Guid>("select distinct unit_id from careschedule.pattern", null, ct)).ToHashSet();
        var weeks = new Dictionary<DateOnly, HashSet<Guid>>();
        foreach (var unit in children)
            if (
                used.Contains(unit.Key)
                && await settings.Get(CareSettings.Remind, unit.Key, ct)
                && Week(await CutOff.Of(settings, unit.Key, ct), now) is { } monday
            )
            {
                if (!weeks.TryGetValue(monday, out var units))
                    weeks.Add(monday, units = []);
                units.Add(unit.Key);
            }

        List<Unsaid> all = [];
        foreach (var (monday, units) in weeks)
        foreach (
            var some in units
                .SelectMany(unit => children[unit])
                .Distinct()
                .Where(child => of?.Contains(child) ?? true)
                .Chunk(ChildrenAtOnce)
        )
            all.AddRange(await OfWeek(some, monday, units, ct));
        return all;
    }

    /// <summary>The days of a week that nobody has said anything of, by child.</summary>
    public async Task<ILookup<Guid, (DateOnly Day, Guid UnitId, Guid? Household)>> Days(
        IReadOnlyCollection<Guid> childIds,
        DateOnly monday,
        CancellationToken ct
    ) =>
        (
            from child in (await facts.Of(childIds, monday, monday.AddDays(6), ct)).Values
            from after in Enumerable.Range(0, 7)
            let day = monday.AddDays(after)
            from care in DayPlan.Of(child, day).Care
            where care.State == CareState.NoSchedule
            select (child.ChildId, Unsaid: (day, care.Placement.UnitId, care.Household))
        ).ToLookup(one => one.ChildId, one => one.Unsaid);

    private async Task<IEnumerable<Unsaid>> OfWeek(
        Guid[] childIds,
        DateOnly monday,
        HashSet<Guid> units,
        CancellationToken ct
    )
    {
        var days = await Days(childIds, monday, ct);
        var guardians = await audience.GuardiansOf([.. days.Select(child => child.Key)], ct);
        return from guardian in guardians
            let own = days[guardian.ChildId]
                .Where(one => units.Contains(one.UnitId) && (one.Household ?? guardian.PersonId) == guardian.PersonId)
                .Select(one => one.Day)
                .Distinct()
                .Order()
                .ToList()
            where own.Count > 0
            select new Unsaid(guardian.PersonId, guardian.ChildId, own);
    }

    /// <summary>The Monday of the week that is locked within three days; null for none.</summary>
    private static DateOnly? Week(CutOff rule, DateTimeOffset now)
    {
        var first = Pattern.Monday(SchoolTime.Day(now));
        for (var monday = first; monday <= first.AddDays(DaysAhead); monday = monday.AddDays(7))
        {
            // Of a placement that has begun long ago.
            var locks = rule.Locks(monday, placed: DateOnly.MinValue);
            if (now < locks && locks <= now.AddDays(DaysBefore))
                return monday;
        }

        return null;
    }
}
