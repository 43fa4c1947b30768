using Kapprum.CareSchedule.Questions;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Brings what children's days follow from: what is said of them in one round trip, and the roster's frame and
/// placements in one each, however many children and days.
/// </summary>
internal sealed class CareFacts(
    NpgsqlConnection db,
    IChildFrame frame,
    ICarePlacements placements,
    IAudience audience,
    ISettings settings,
    TimeProvider clock
)
{
    private sealed record PatternRow(
        Guid Id,
        Guid ChildId,
        Guid UnitId,
        Guid? Household,
        DateOnly StartsOn,
        DateOnly? EndsOn,
        short Weeks
    );

    private sealed record PatternTimeRow(Guid PatternId, short Week, short Weekday, TimeOfDay Begins, TimeOfDay Ends);

    private sealed record ChangeRow
    {
        public required Guid Id { get; init; }
        public required Guid ChildId { get; init; }
        public required Guid UnitId { get; init; }
        public required Guid? Household { get; init; }
        public required DateOnly Day { get; init; }
        public required bool ByStaff { get; init; }
        public required bool Agreed { get; init; }
        public required bool Late { get; init; }
        public required string? Reason { get; init; }
        public required Guid ChangedBy { get; init; }
        public required DateTimeOffset ChangedAt { get; init; }
    }

    private sealed record ChangeTimeRow(Guid DayChangeId, TimeOfDay Begins, TimeOfDay Ends);

    private sealed record TurnRow
    {
        public required Guid Id { get; init; }
        public required Guid ChildId { get; init; }
        public required DateOnly StartsOn { get; init; }
        public required TurnKind Kind { get; init; }
        public required Guid? First { get; init; }
        public required Guid? Second { get; init; }
        public required bool[]? FirstHas { get; init; }
        public required DateTimeOffset? LeftAt { get; init; }
    }

    private sealed record SwapRow(Guid ChildId, DateOnly Day, Guid OwnerId);

    private sealed record AnswerRow
    {
        public required Guid Id { get; init; }
        public required Guid ChildId { get; init; }
        public required Guid UnitId { get; init; }
        public required Guid? Household { get; init; }
        public required DateOnly Day { get; init; }
        public required DayCare Care { get; init; }
        public required bool ByStaff { get; init; }
        public required Guid AnsweredBy { get; init; }
        public required DateTimeOffset AnsweredAt { get; init; }
    }

    private sealed record AnswerTimeRow(Guid AnswerId, TimeOfDay Begins, TimeOfDay Ends);

    /// <summary>The places that children have, and what guardians and staff have said.</summary>
    public sealed record Entries(
        IReadOnlyList<CarePlacement> Placements,
        ILookup<Guid, Pattern> Patterns,
        ILookup<Guid, DayChange> Changes
    )
    {
        public required IReadOnlyDictionary<Guid, ChildTurns> Turns { get; init; }

        /// <summary>Those of the units of the places.</summary>
        public required IReadOnlyList<Question> Questions { get; init; }
        public required ILookup<Guid, DayAnswer> Answers { get; init; }

        /// <summary>The children whose homes are kept apart.</summary>
        public required IReadOnlySet<Guid> Apart { get; init; }

        /// <summary>The days are what the roster says they are.</summary>
        public bool IsNothing =>
            Apart.Count == 0
            && (Placements.Count == 0 || (Patterns.Count == 0 && Changes.Count == 0 && Questions.Count == 0));
    }

    /// <summary>The facts of each of the children, for the days of a period.</summary>
    public async Task<IReadOnlyDictionary<Guid, ChildFacts>> Of(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    ) => await Of(childIds, await SaidOf(childIds, from, until, ct), from, until, ct);

    /// <param name="said">What has been looked up of the same children and days.</param>
    public async Task<IReadOnlyDictionary<Guid, ChildFacts>> Of(
        IReadOnlyCollection<Guid> childIds,
        Entries said,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    )
    {
        var days = (await frame.On(childIds, from.AddDays(-1), until, ct)).ToLookup(day => day.ChildId);
        var former = await FormerOf(said, ct);
        var placed = said.Placements.Where(placement => !IsFormer(placement)).ToLookup(placement => placement.ChildId);
        var today = clock.Today();
        var asked = (from question in said.Questions from unit in question.Units select (unit, question)).ToLookup(
            one => one.unit,
            one => one.question
        );
        var stand = new HashSet<Guid>();
        foreach (
            var unit in placed
                .SelectMany(ofChild => ofChild)
                .Where(placement => placement.Leisure)
                .Select(placement => placement.UnitId)
                .Distinct()
        )
            if (await settings.Get(CareSettings.PatternStands, unit, ct))
                stand.Add(unit);
        return childIds
            .Distinct()
            .ToDictionary(
                id => id,
                id => new ChildFacts
                {
                    ChildId = id,
                    Placements = placed[id].ToLookup(placement => placement.Day),
                    Frame = days[id]
                        .SelectMany(day => day.Pieces, (day, piece) => (day.Date, Piece: piece))
                        .ToLookup(one => one.Date, one => one.Piece),
                    Turns = said.Turns.GetValueOrDefault(id, ChildTurns.None),
                    Former = former.GetValueOrDefault(id, FormerHomes.None),
                    Apart = said.Apart.Contains(id),
                    Patterns = [.. said.Patterns[id]],
                    Changes = [.. said.Changes[id]],
                    PatternsStand = stand,
                    Questions = new(
                        today,
                        [
                            .. placed[id]
                                .Select(placement => placement.UnitId)
                                .Distinct()
                                .SelectMany(unit => asked[unit])
                                .Distinct(),
                        ],
                        said.Answers[id].ToLookup(answer => answer.Day)
                    ),
                }
            );

        bool IsFormer(CarePlacement placement) =>
            former.TryGetValue(placement.ChildId, out var homes)
            && homes.Places.Contains((placement.UnitId, placement.Day))
            && placement.Owners is [var owner]
            && homes.Left(owner, placement.Day);
    }

    /// <summary>
    /// By child, the homes that have left it. Few children have two homes: of the others nobody is asked about.
    /// </summary>
    private async Task<IReadOnlyDictionary<Guid, FormerHomes>> FormerOf(Entries said, CancellationToken ct)
    {
        var today = clock.Today();
        var beside = said
            .Placements.Where(placement =>
                placement.Day >= (said.Turns.GetValueOrDefault(placement.ChildId)?.LeftOn ?? today)
            )
            .GroupBy(placement => (placement.ChildId, placement.UnitId, placement.Day))
            .Where(places => places.Count() > 1)
            .ToLookup(places => places.Key.ChildId);
        var homes = said
            .Turns.Select(child => (Child: child.Key, Homes: child.Value.Homes))
            .Concat(
                beside.SelectMany(
                    ofChild => ofChild,
                    (ofChild, places) => (Child: ofChild.Key, Homes: places.SelectMany(place => place.Owners))
                )
            )
            .SelectMany(one => one.Homes, (one, home) => (one.Child, Home: home))
            .ToHashSet();
        if (homes.Count == 0)
            return new Dictionary<Guid, FormerHomes>();

        var guardians = (await audience.GuardiansOf([.. homes.Select(one => one.Child).Distinct()], ct)).ToHashSet();
        return homes
            .Where(one => !guardians.Contains(new(one.Child, one.Home)))
            .GroupBy(one => one.Child, one => one.Home)
            .ToDictionary(
                child => child.Key,
                child =>
                {
                    var left = child.ToHashSet();
                    return new FormerHomes(
                        said.Turns.GetValueOrDefault(child.Key)?.LeftOn ?? today,
                        left,
                        beside[child.Key]
                            .Where(places => places.Any(IsOf(left)) && !places.All(IsOf(left)))
                            .Select(places => (places.Key.UnitId, places.Key.Day))
                            .ToHashSet()
                    );
                }
            );

        static Func<CarePlacement, bool> IsOf(HashSet<Guid> left) =>
            placement => placement.Owners is [var owner] && left.Contains(owner);
    }

    /// <summary>
    /// What was said of the children for the days of a period, from the day before the first: a night that began then
    /// ends on it.
    /// </summary>
    public async Task<Entries> SaidOf(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    )
    {
        var before = from.AddDays(-1);
        var placed = await placements.On(childIds, before, until, ct);
        // Another has begun by the first of the days: what was before is not read again for ever.
        const string followed = """
            exists (select from careschedule.pattern later
                    where later.child_id = p.child_id and later.unit_id = p.unit_id
                      and later.household is not distinct from p.household
                      and later.starts_on > p.starts_on and later.starts_on <= @before)
            """;
        await using var found = await db.QuerySeveral(
            $"""
            select id, child_id, unit_id, household, starts_on, ends_on, weeks
            from careschedule.pattern p
            where child_id = any(@Children) and starts_on <= @until and not {followed};
            select t.pattern_id, t.week, t.weekday, t.begins, t.ends
            from careschedule.pattern p
            join careschedule.pattern_time t on t.pattern_id = p.id
            where p.child_id = any(@Children) and p.starts_on <= @until and not {followed};
            select id, child_id, unit_id, household, day, by_staff, agreed, late, reason, changed_by, changed_at
            from careschedule.day_change
            where child_id = any(@Children) and day between @before and @until;
            select t.day_change_id, t.begins, t.ends
            from careschedule.day_change c
            join careschedule.day_change_time t on t.day_change_id = c.id
            where c.child_id = any(@Children) and c.day between @before and @until;
            select id, child_id, starts_on, kind, first, second, first_has, left_at
            from careschedule.turn
            where child_id = any(@Children) and starts_on <= @until;
            select child_id, day, owner_id
            from careschedule.swap
            where child_id = any(@Children) and day between @before and @until;
            select {AskedDays.Columns}
            from careschedule.question q
            where q.ends_on >= @before and q.starts_on <= @until
              and exists (select from careschedule.question_unit u
                          where u.question_id = q.id and u.unit_id = any(@Units));
            select id, child_id, unit_id, household, day, care, by_staff, answered_by, answered_at
            from careschedule.answer
            where child_id = any(@Children) and day between @before and @until;
            select t.answer_id, t.begins, t.ends
            from careschedule.answer a
            join careschedule.answer_time t on t.answer_id = a.id
            where a.child_id = any(@Children) and a.day between @before and @until;
            select child_id from careschedule.homes_apart where child_id = any(@Children)
            """,
            new
            {
                Children = childIds.ToArray(),
                Units = placed.Select(placement => placement.UnitId).Distinct().ToArray(),
                before,
                until,
            },
            ct
        );
        var patterns = await found.Query<PatternRow>();
        var patternTimes = (await found.Query<PatternTimeRow>()).ToLookup(row => row.PatternId);
        var changes = await found.Query<ChangeRow>();
        var changeTimes = (await found.Query<ChangeTimeRow>()).ToLookup(row => row.DayChangeId);
        var turns = Turns(await found.Query<TurnRow>(), await found.Query<SwapRow>());
        var questions = await found.Query<Question>();
        var answers = await found.Query<AnswerRow>();
        var answerTimes = (await found.Query<AnswerTimeRow>()).ToLookup(row => row.AnswerId);
        var apart = await found.Query<Guid>();
        return new(
            placed,
            patterns.ToLookup(
                row => row.ChildId,
                row => new Pattern(
                    row.Id,
                    row.UnitId,
                    row.Household,
                    row.StartsOn,
                    row.EndsOn,
                    row.Weeks,
                    patternTimes[row.Id]
                        .ToLookup(
                            time => ((int)time.Week, (int)time.Weekday),
                            time => new CareTime(time.Begins, time.Ends)
                        )
                )
            ),
            changes.ToLookup(
                row => row.ChildId,
                row => new DayChange
                {
                    Id = row.Id,
                    UnitId = row.UnitId,
                    Household = row.Household,
                    Day = row.Day,
                    ByStaff = row.ByStaff,
                    Agreed = row.Agreed,
                    Late = row.Late,
                    Reason = row.Reason,
                    ChangedBy = row.ChangedBy,
                    ChangedAt = row.ChangedAt,
                    Times =
                    [
                        .. changeTimes[row.Id]
                            .Select(time => new CareTime(time.Begins, time.Ends))
                            .OrderBy(time => time.From),
                    ],
                }
            )
        )
        {
            Turns = turns,
            Apart = apart.ToHashSet(),
            Questions = questions,
            Answers = answers.ToLookup(
                row => row.ChildId,
                row => new DayAnswer
                {
                    UnitId = row.UnitId,
                    Household = row.Household,
                    Day = row.Day,
                    Care = row.Care,
                    ByStaff = row.ByStaff,
                    AnsweredBy = row.AnsweredBy,
                    AnsweredAt = row.AnsweredAt,
                    Times =
                    [
                        .. answerTimes[row.Id]
                            .Select(time => new CareTime(time.Begins, time.Ends))
                            .OrderBy(time => time.From),
                    ],
                }
            ),
        };
    }

    /// <summary>All of a child's turns, and the days that were given to the other home.</summary>
    public async Task<ChildTurns> TurnsOf(Guid childId, CancellationToken ct)
    {
        await using var found = await db.QuerySeveral(
            """
            select id, child_id, starts_on, kind, first, second, first_has, left_at
            from careschedule.turn
            where child_id = @childId;
            select child_id, day, owner_id from careschedule.swap where child_id = @childId
            """,
            new { childId },
            ct
        );
        return Turns(await found.Query<TurnRow>(), await found.Query<SwapRow>())
            .GetValueOrDefault(childId, ChildTurns.None);
    }

    private static IReadOnlyDictionary<Guid, ChildTurns> Turns(
        IReadOnlyList<TurnRow> turns,
        IReadOnlyList<SwapRow> swaps
    )
    {
        var given = swaps.ToLookup(row => row.ChildId);
        return turns
            .GroupBy(row => row.ChildId)
            .ToDictionary(
                ofChild => ofChild.Key,
                ofChild => new ChildTurns(
                    [
                        .. ofChild.Select(row => new Turn(
                            row.Id,
                            row.StartsOn,
                            row.Kind,
                            row.First,
                            row.Second,
                            row.FirstHas ?? []
                        )),
                    ],
                    given[ofChild.Key].ToDictionary(row => row.Day, row => row.OwnerId)
                )
                {
                    LeftOn = ofChild.Min(row => row.LeftAt) is { } left ? SchoolTime.Day(left) : null,
                }
            );
    }
}
