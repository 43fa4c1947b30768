using System.Globalization;
using CsCheck;
using Dapper;
using Kapprum.Contracts.Days;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.CareSchedule;

/// <summary>A child's day is what the rules say, whatever was said of it and whenever things are open.</summary>
public sealed class PlanTests : IAsyncLifetime
{
    private const int Slot = 5;
    private static readonly DateOnly[] Weeks = [new(2026, 10, 12), new(2027, 3, 15), new(2027, 8, 9)];

    // In minutes; what is beyond 1440 is on the day after.
    private static readonly (int From, int Until)[][] Days =
    [
        [],
        [(8 * 60, 16 * 60)],
        [(6 * 60 + 30, 8 * 60), (13 * 60 + 30, 17 * 60)],
        [(21 * 60, 31 * 60)],
        [(9 * 60, 9 * 60 + 15), (18 * 60, 24 * 60)],
        [(7 * 60, 31 * 60)],
        [(6 * 60, 19 * 60)],
        [(0, 6 * 60), (22 * 60, 26 * 60 + 30)],
    ];

    private static readonly (int From, int Until)[][] Hours =
    [
        [],
        [(6 * 60, 18 * 60)],
        [(0, 24 * 60)],
        [(0, 9 * 60), (17 * 60, 24 * 60)],
    ];

    /// <summary>Long before it opens; what was said of days earlier answers nothing.</summary>
    private static readonly DateTimeOffset Begun = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Unanswered = ["unknown", "none", "usual"];
    private static readonly string[] Cares = ["none", "usual", "times"];

    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    private sealed record Laid(int Household, int Start, int? End, int Weeks, (int, int)[][] Days);

    /// <param name="Asked">It was said after guardians were asked about the day, and after any answer.</param>
    private sealed record Changed(int Household, int Day, (int, int)[] Times, bool Asked);

    /// <param name="Opens">The first day on which guardians answer, and <paramref name="Last"/> the last.</param>
    /// <param name="Unanswered">What a day counts as then: unknown, none, usual.</param>
    private sealed record Asked(int From, int Until, int Opens, int Last, string Unanswered);

    /// <param name="Care">None, usual, times.</param>
    private sealed record Answered(int Household, int Day, string Care, (int, int)[] Times);

    /// <param name="FirstHas">By day from the Monday of its first week; odd and even weeks when there is none.</param>
    private sealed record Turned(int Start, bool Shared, bool[] FirstHas);

    /// <summary>What is true in the town, and what was said. Days are counted from the first.</summary>
    private sealed record World
    {
        public required DateOnly First { get; init; }
        public required bool Pupil { get; init; }

        /// <summary>The child has a place for each home, the second from and until these days.</summary>
        public required (int From, int Until)? Second { get; init; }
        public required (int From, int Until) Placed { get; init; }
        public required (int From, int Until)[][] Open { get; init; }
        public required (int Day, bool AllDay)[] Closed { get; init; }
        public required int[] NoSchool { get; init; }
        public required (int From, int Until)? Break { get; init; }
        public required Laid[] Patterns { get; init; }
        public required Changed[] Changes { get; init; }
        public required Turned[] Turns { get; init; }
        public required (int Day, int Home)[] Swaps { get; init; }
        public required Asked? Question { get; init; }
        public required Answered[] Answers { get; init; }
    }

    private static Gen<T> Of<T>(T[] all) => Gen.Int[0, all.Length - 1].Select(at => all[at]);

    private static readonly Gen<(int, int)> Span = Gen.Select(Gen.Int[-3, 12], Gen.Int[0, 30])
        .Select((from, long_) => (from, from + long_));

    private static readonly Gen<World> Worlds = Gen.Select(
            Of(Weeks),
            Gen.Bool,
            Gen.OneOf(Span.Select(span => ((int, int)?)span), Gen.Const(((int, int)?)null)),
            Span,
            Of(Hours).Array[7],
            Gen.Select(Gen.Int[0, 20], Gen.Bool).Array[0, 4],
            Gen.Int[0, 20].Array[0, 3],
            Gen.Select(
                Gen.OneOf(Span.Select(span => ((int, int)?)span), Gen.Const(((int, int)?)null)),
                Gen.Select(Gen.Int[0, 2], Gen.Int[-15, 18], Gen.Int[-1, 25], Gen.Int[1, 3], Of(Days).Array[21]).Array[
                    0,
                    4
                ],
                Gen.Select(Gen.Int[0, 2], Gen.Int[-2, 22], Of(Days), Gen.Bool).Array[0, 6],
                Gen.Select(
                    Gen.OneOf(Gen.Const(0), Gen.Int[0, 3]),
                    Gen.Select(Gen.Int[-20, 18], Gen.Int[0, 3], Gen.Bool.Array[21]).Array[0, 3],
                    Gen.Select(Gen.Int[-2, 22], Gen.Int[1, 2]).Array[0, 4]
                ),
                Gen.Select(
                    Gen.Bool,
                    Span,
                    Gen.Select(Gen.Int[1, 130], Gen.Int[0, 60]),
                    Of(Unanswered),
                    Gen.Select(Gen.Int[0, 2], Gen.Int[-3, 22], Of(Cares), Of(Days)).Array[0, 12]
                )
            )
        )
        .Select(
            (first, pupil, second, placed, open, closed, noSchool, said) =>
                new World
                {
                    First = first,
                    Pupil = pupil,
                    Second = pupil ? null : second,
                    Placed = placed,
                    Open = open,
                    Closed = [.. closed.DistinctBy(one => one.Item1)],
                    NoSchool = noSchool,
                    Break = said.Item1,
                    Patterns =
                    [
                        .. said
                            .Item2.Select(laid => new Laid(
                                laid.Item1,
                                laid.Item2,
                                laid.Item3 > 20 ? null : laid.Item2 + laid.Item3,
                                laid.Item4,
                                Apart(laid.Item5)
                            ))
                            .DistinctBy(laid => (laid.Household, laid.Start)),
                    ],
                    Changes =
                    [
                        .. said
                            .Item3.Select(change => new Changed(change.Item1, change.Item2, change.Item3, change.Item4))
                            .DistinctBy(change => (change.Household, change.Day)),
                    ],
                    // Most children have no turns.
                    Turns =
                    [
                        .. said
                            .Item4.Item2.Where(_ => said.Item4.Item1 > 0)
                            .Select(turn => new Turned(
                                turn.Item1,
                                turn.Item2 == 3,
                                turn.Item2 == 0 ? [] : turn.Item3[..(7 * Math.Min(turn.Item2, 3))]
                            ))
                            .DistinctBy(turn => turn.Start),
                    ],
                    Swaps = [.. said.Item4.Item3.DistinctBy(swap => swap.Item1)],
                    Question = said.Item5.Item1
                        ? new(
                            said.Item5.Item2.Item1,
                            said.Item5.Item2.Item2,
                            said.Item5.Item2.Item1 - said.Item5.Item3.Item1 - said.Item5.Item3.Item2,
                            said.Item5.Item2.Item1 - said.Item5.Item3.Item1,
                            said.Item5.Item4
                        )
                        : null,
                    Answers =
                    [
                        .. said
                            .Item5.Item5.Select(answer => new Answered(
                                answer.Item1,
                                answer.Item2,
                                answer.Item4 is [] && answer.Item3 == "times" ? "none" : answer.Item3,
                                answer.Item3 == "times" ? answer.Item4 : []
                            ))
                            .DistinctBy(answer => (answer.Household, answer.Day)),
                    ],
                }
        );

    [Fact]
    public async Task A_childs_day_is_what_the_rules_say() =>
        await Worlds.SampleAsync(
            async world =>
            {
                var town = await Build(world);
                var found = await Planned(town.Child, world.First, world.First.AddDays(20));
                for (var day = 0; day <= 20; day++)
                    Assert.Equal(
                        $"{world.First.AddDays(day)}: {Text(Expected(world, town, day))}",
                        $"{world.First.AddDays(day)}: {Text(found[world.First.AddDays(day)])}"
                    );
            },
            iter: Proof.Size(small: 60, whole: 3000),
            threads: 1
        );

    /// <summary>The rules, a slot of five minutes at a time.</summary>
    private HashSet<(Guid Unit, int Slot, DaySource Source)> Expected(World world, Town town, int day)
    {
        HashSet<(Guid, int, DaySource)> slots = [];
        HashSet<int> lessons = [];
        if (world.Pupil && !IsOut(day) && Weekday(day) <= 5)
            foreach (var slot in Slots(8 * 60 + 10, 13 * 60 + 20))
            {
                lessons.Add(slot);
                slots.Add((town.School, slot, DaySource.Timetable));
            }

        if (Homes(day) is [] || Open(day) is [])
            return slots;
        HashSet<int> care = [];
        foreach (var home in Homes(day))
        {
            if (Homes(day - 1).Contains(home) && Open(day - 1) is not [])
                foreach (var (_, until) in Told(home, day - 1) ?? [])
                    care.UnionWith(Slots(0, until - 1440));
            foreach (var (from, until) in Told(home, day) ?? [])
                care.UnionWith(Slots(from, Math.Min(until, 1440)));
        }

        foreach (var slot in care.Except(lessons))
            slots.Add((town.Unit, slot, DaySource.Schedule));
        var known = Homes(day).Select(home => Told(home, day)).ToList();
        if (known.Contains(null) && known.TrueForAll(times => times is null or []))
            foreach (var (from, until) in Open(day))
            foreach (var slot in Slots(from, until))
                slots.Add((town.Unit, slot, DaySource.OpeningHours));
        return slots;

        bool IsOut(int at) =>
            world.NoSchool.Contains(at) || (world.Break is { } off && off.From <= at && at <= off.Until);

        // 0 is all guardians, 1 and 2 are the two homes.
        int[] Homes(int at)
        {
            var first = world.Placed.From <= at && at <= world.Placed.Until;
            var second = world.Second is { } other && other.From <= at && at <= other.Until;
            return first && second ? [1, 2]
                : first || second ? [0]
                : [];
        }

        (int From, int Until)[] Open(int at) =>
            world.Closed.Where(closed => closed.Day == at).ToList() is [var closed]
                ? closed.AllDay
                    ? []
                    : [(7 * 60, 16 * 60)]
                : world.Open[Weekday(at) - 1];

        // 0 when all share the day.
        int Owner(int at)
        {
            if (world.Turns.Where(turn => turn.Start <= at).MaxBy(turn => turn.Start) is not { Shared: false } turn)
                return 0;
            if (Array.Find(world.Swaps, swap => swap.Day == at) is { Home: > 0 } swap)
                return swap.Home;
            var first = turn.FirstHas is []
                ? ISOWeek.GetWeekOfYear(world.First.AddDays(at).ToDateTime(default)) % 2 == 1
                : turn.FirstHas[(at - 7 * Floor(turn.Start, 7)) % turn.FirstHas.Length];
            return first ? 1 : 2;
        }

        // A place that all share has the schedule of the home that has the day, the only one of a child without turns
        // else that of its owner; one of two has nothing on the other's.
        (int From, int Until)[]? Told(int home, int at) =>
            home == 0 ? Answer(Owner(at), home, at)
            : Owner(at) is var owner && owner != 0 && owner != home ? []
            : Answer(home, home, at);

        // The home whose place it is, where the roster says it.
        int? Placed(int at) =>
            world.Second is null ? null
            : world.Placed.From <= at && at <= world.Placed.Until ? 1
            : 2;

        // Of a day that is asked about only what was said since then counts; as usual is what is said of other days.
        (int From, int Until)[]? Answer(int home, int place, int at)
        {
            var other = home == 0 && world.Turns is [] ? Placed(at) : null;
            if (world.Question is not { } asked || at < asked.From || at > asked.Until)
                return Said(home, at, evenWithoutSchool: false, other);
            if (app.Today >= world.First.AddDays(asked.Opens) && Change(home, other, at) is { Asked: true } change)
                return change.Times;
            var answer =
                Array.Find(world.Answers, one => one.Household == home && one.Day == at)
                ?? Array.Find(world.Answers, one => one.Household == other && one.Day == at);
            return answer?.Care switch
            {
                null => IsOver(asked, place, at) ? asked.Unanswered : "unknown",
                var care => care,
            } switch
            {
                "unknown" => null,
                "none" => [],
                "times" => answer!.Times,
                _ => Said(home, at, evenWithoutSchool: true, other),
            };
        }

        // Who comes after the last day has until two weeks before.
        bool IsOver(Asked asked, int place, int at)
        {
            var first = world.Placed.From <= at && at <= world.Placed.Until;
            var starts = place == 2 || !first ? world.Second!.Value.From : world.Placed.From;
            return app.Today
                > world.First.AddDays(starts > asked.Last ? Math.Max(asked.Last, starts - 14) : asked.Last);
        }

        (int From, int Until)[]? Said(int home, int at, bool evenWithoutSchool, int? other)
        {
            if (Change(home, other, at) is { } change)
                return change.Times;
            var last = Holds(home, at) ?? Holds(other, at);
            if (last is null)
                return null;
            if (world.Pupil && IsOut(at) && !evenWithoutSchool)
                return [];
            // The first day is a Monday.
            var week = (Floor(at, 7) - Floor(last.Start, 7)) % last.Weeks;
            return last.Days[week * 7 + Weekday(at) - 1];
        }

        Changed? Change(int home, int? other, int at) =>
            Array.Find(world.Changes, change => change.Household == home && change.Day == at)
            ?? Array.Find(world.Changes, change => change.Household == other && change.Day == at);

        Laid? Holds(int? home, int at) =>
            world
                .Patterns.Where(pattern => pattern.Household == home && pattern.Start <= at)
                .MaxBy(pattern => pattern.Start)
                is { } last
            && !(last.End < at)
                ? last
                : null;

        int Weekday(int at) => at - 7 * Floor(at, 7) + 1;
        static int Floor(int at, int by) => (int)Math.Floor(at / (double)by);
        static IEnumerable<int> Slots(int from, int until) =>
            Enumerable.Range(from / Slot, Math.Max(0, (until - from) / Slot));
    }

    private async Task<ILookup<DateOnly, (Guid Unit, int Slot, DaySource Source)>> Planned(
        Guid child,
        DateOnly from,
        DateOnly until
    )
    {
        await using var scope = app.Services.CreateAsyncScope();
        var days = await scope.ServiceProvider.GetRequiredService<IChildDays>().On([child], from, until, default);
        return (
            from day in days
            from piece in day.Pieces
            from slot in Enumerable.Range(piece.From.Minutes / Slot, (piece.Until.Minutes - piece.From.Minutes) / Slot)
            select (day.Date, (piece.UnitId, slot, piece.Source))
        ).ToLookup(one => one.Date, one => one.Item2);
    }

    /// <summary>Each stretch of slots with its source, for reading what differs.</summary>
    private static string Text(IEnumerable<(Guid Unit, int Slot, DaySource Source)> slots) =>
        string.Join(
            ' ',
            slots
                .Distinct()
                .Index()
                .GroupBy(one => one.Item.Source)
                .OrderBy(ofOne => ofOne.Key)
                .Select(ofOne =>
                {
                    var all = ofOne.Select(one => one.Item.Slot).Order().ToList();
                    return $"{ofOne.Key}:"
                        + string.Join(
                            ',',
                            from slot in all
                            where !all.Contains(slot - 1)
                            let end = all.First(last => last >= slot && !all.Contains(last + 1)) + 1
                            select $"{Clock(slot)}-{Clock(end)}"
                        );
                })
        );

    private static string Clock(int slot) => $"{slot * Slot / 60:00}:{slot * Slot % 60:00}";

    private sealed record Town(Guid Child, Guid Unit, Guid School);

    private async Task<Town> Build(World world)
    {
        var unit = await app.Unit(world.Pupil ? "leisure-centre" : "preschool", opens: "");
        var school = await app.Unit("school");
        var child = await app.Person(born: new DateOnly(2019, 3, 1));
        Guid[] homes = [await app.Person(), await app.Person()];
        await using var db = await app.Connection();
        await db.ExecuteAsync(
            """
            insert into roster.guardianship (child_id, guardian_id, kind, starts_on)
            select @child, home, 'custodian', '2020-01-01' from unnest(@homes) home
            """,
            new { child, homes }
        );
        await db.ExecuteAsync("delete from roster.calendar_period");
        foreach (var (weekday, hours) in world.Open.Index())
        foreach (var (from, until) in hours)
            await db.ExecuteAsync(
                "insert into roster.unit_hours values (@unit, @weekday, @from, @until)",
                new
                {
                    unit,
                    weekday = (short)(weekday + 1),
                    from = TimeSpan.FromMinutes(from),
                    until = TimeSpan.FromMinutes(until),
                }
            );
        foreach (var (day, allDay) in world.Closed)
            await Close(unit, day, allDay);
        if (world.Pupil)
        {
            var form = await app.Group(school, "class");
            await app.Timetable(form, "08:10", "13:20");
            await app.Place(child, form);
            foreach (var day in world.NoSchool.Distinct())
                await Close(school, day, allDay: true);
            if (world.Break is { } off)
                await db.ExecuteAsync(
                    """
                    insert into roster.calendar_period (id, kind, name, starts_on, ends_on)
                    values (gen_random_uuid(), 'holiday-period', 'Lov', @from, @until)
                    """,
                    new { from = world.First.AddDays(off.From), until = world.First.AddDays(off.Until) }
                );
        }

        await Place(world.Placed, homes[0]);
        if (world.Second is { } second)
            await Place(second, homes[1]);
        await db.ExecuteAsync("insert into careschedule.child (id) values (@child)", new { child });
        foreach (var pattern in world.Patterns)
        {
            var id = Guid.CreateVersion7();
            await db.ExecuteAsync(
                """
                insert into careschedule.pattern
                    (id, child_id, unit_id, household, starts_on, ends_on, weeks, by_staff, laid_by, laid_at)
                values (@id, @child, @unit, @home, @starts, @ends, @weeks, false, @child, @now)
                """,
                new
                {
                    id,
                    child,
                    unit,
                    home = Home(pattern.Household),
                    starts = world.First.AddDays(pattern.Start),
                    ends = pattern.End is { } end ? world.First.AddDays(end) : (DateOnly?)null,
                    weeks = (short)pattern.Weeks,
                    now = app.Clock.GetUtcNow(),
                }
            );
            foreach (var (day, times) in pattern.Days.Index().Where(day => day.Index < pattern.Weeks * 7))
            foreach (var (from, until) in times)
                await db.ExecuteAsync(
                    """
                    insert into careschedule.pattern_time (pattern_id, weeks, week, weekday, begins, ends, next_day)
                    values (@id, @weeks, @week, @weekday, @from, @until, @next)
                    """,
                    new
                    {
                        id,
                        weeks = (short)pattern.Weeks,
                        week = (short)(day / 7 + 1),
                        weekday = (short)(day % 7 + 1),
                        from = TimeSpan.FromMinutes(from),
                        until = TimeSpan.FromMinutes(until > 1440 ? until - 1440 : until),
                        next = until > 1440,
                    }
                );
        }

        foreach (var change in world.Changes)
        {
            var id = Guid.CreateVersion7();
            await db.ExecuteAsync(
                """
                insert into careschedule.day_change
                    (id, child_id, unit_id, household, day, by_staff, late, changed_by, changed_at)
                values (@id, @child, @unit, @home, @day, false, false, @child, @now)
                """,
                new
                {
                    id,
                    child,
                    unit,
                    home = Home(change.Household),
                    day = world.First.AddDays(change.Day),
                    now = change.Asked ? app.Clock.GetUtcNow() : Begun.AddDays(-1),
                }
            );
            foreach (var (from, until) in change.Times)
                await db.ExecuteAsync(
                    "insert into careschedule.day_change_time values (@id, @from, @until, @next)",
                    new
                    {
                        id,
                        from = TimeSpan.FromMinutes(from),
                        until = TimeSpan.FromMinutes(until > 1440 ? until - 1440 : until),
                        next = until > 1440,
                    }
                );
        }

        await db.ExecuteAsync("delete from careschedule.question");
        if (world.Question is { } asked)
            await db.ExecuteAsync(
                """
                with asked as (
                    insert into careschedule.question
                        (id, name, starts_on, ends_on, opens_on, last_day, asks, for_unanswered, closing, asked_by,
                         asked_at)
                    values (gen_random_uuid(), 'Lov', @from, @until, @opens, @last, 'times', @unanswered, false,
                            @child, @Begun)
                    returning id)
                insert into careschedule.question_unit (question_id, unit_id) select id, @unit from asked
                """,
                new
                {
                    child,
                    unit,
                    from = world.First.AddDays(asked.From),
                    until = world.First.AddDays(asked.Until),
                    opens = world.First.AddDays(asked.Opens),
                    last = world.First.AddDays(asked.Last),
                    asked.Unanswered,
                    Begun,
                }
            );
        foreach (var answer in world.Answers)
        {
            var id = Guid.CreateVersion7();
            await db.ExecuteAsync(
                """
                insert into careschedule.answer
                    (id, child_id, unit_id, household, day, care, by_staff, answered_by, answered_at)
                values (@id, @child, @unit, @home, @day, @Care, false, @child, @now)
                """,
                new
                {
                    id,
                    child,
                    unit,
                    home = Home(answer.Household),
                    day = world.First.AddDays(answer.Day),
                    answer.Care,
                    now = app.Clock.GetUtcNow().AddHours(-1),
                }
            );
            foreach (var (from, until) in answer.Times)
                await db.ExecuteAsync(
                    "insert into careschedule.answer_time values (@id, @from, @until, @next)",
                    new
                    {
                        id,
                        from = TimeSpan.FromMinutes(from),
                        until = TimeSpan.FromMinutes(until > 1440 ? until - 1440 : until),
                        next = until > 1440,
                    }
                );
        }

        foreach (var turn in world.Turns)
            await db.ExecuteAsync(
                """
                insert into careschedule.turn (id, child_id, starts_on, kind, first, second, first_has, set_by, set_at)
                values (gen_random_uuid(), @child, @starts, @kind, @first, @second, @firstHas, @child, @now)
                """,
                new
                {
                    child,
                    starts = world.First.AddDays(turn.Start),
                    kind = turn.Shared ? "shared"
                    : turn.FirstHas is [] ? "odd-even"
                    : "rolling",
                    first = turn.Shared ? (Guid?)null : homes[0],
                    second = turn.Shared ? (Guid?)null : homes[1],
                    firstHas = turn.Shared || turn.FirstHas is [] ? null : turn.FirstHas,
                    now = app.Clock.GetUtcNow(),
                }
            );
        foreach (var (day, home) in world.Swaps)
            await db.ExecuteAsync(
                """
                insert into careschedule.swap (id, child_id, day, owner_id, made_by, made_at)
                values (gen_random_uuid(), @child, @day, @owner, @child, @now)
                """,
                new
                {
                    child,
                    day = world.First.AddDays(day),
                    owner = homes[home - 1],
                    now = app.Clock.GetUtcNow(),
                }
            );

        return new(child, unit, school);

        Guid? Home(int household) => household == 0 ? null : homes[household - 1];

        Task Close(Guid where, int day, bool allDay) =>
            db.ExecuteAsync(
                """
                with day as (
                    insert into roster.closing_day (id, unit_id, day, reason)
                    values (gen_random_uuid(), @where, @day, 'Planering')
                    returning id)
                insert into roster.closing_day_hours (closing_day_id, opens, closes)
                select id, '07:00', '16:00' from day where not @allDay
                """,
                new
                {
                    where,
                    day = world.First.AddDays(day),
                    allDay,
                }
            );

        Task Place((int From, int Until) days, Guid owner) =>
            db.ExecuteAsync(
                """
                with placed as (
                    insert into roster.placement (id, child_id, unit_id, kind, starts_on, ends_on)
                    values (gen_random_uuid(), @child, @unit, @kind, @from, @until)
                    returning id)
                insert into roster.placement_owner (placement_id, owner_id, starts_on)
                select id, @owner, @from from placed where @split
                """,
                new
                {
                    child,
                    unit,
                    kind = world.Pupil ? "leisure" : "preschool",
                    from = world.First.AddDays(days.From),
                    until = world.First.AddDays(days.Until),
                    owner,
                    split = world.Second is not null,
                }
            );
    }

    /// <summary>Without what would overlap a time before it.</summary>
    private static (int, int)[][] Apart((int From, int Until)[][] days)
    {
        var ends = 0;
        return
        [
            .. days.Index()
                .Select(day =>
                {
                    List<(int, int)> kept = [];
                    foreach (var (from, until) in day.Item)
                        if (day.Index * 1440 + from >= ends)
                        {
                            kept.Add((from, until));
                            ends = day.Index * 1440 + until;
                        }
                    return kept.ToArray();
                }),
        ];
    }
}
