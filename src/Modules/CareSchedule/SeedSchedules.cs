using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// The demo's children come when their parents work: around school, by night, for offered time; of every twelfth nobody
/// has said anything. A child of two homes has a turn, and another's guardian waits for an answer.
/// </summary>
/// <param name="LogIns">Whom one can log in as.</param>
[NoAccessCheck("It fills the demo, which nobody has logged in to yet.")]
internal sealed record SeedSchedules(IReadOnlyList<DemoLogIn> LogIns) : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        IAudience audience,
        ICarePlacements placements,
        CareFacts facts,
        TimeProvider clock
    ) : ICommandHandler<SeedSchedules>
    {
        private const int ChildrenAtOnce = 500;

        /// <summary>A pattern of one week.</summary>
        private sealed record Week(Guid Id, Guid ChildId, Guid UnitId, Guid? Household, Guid LaidBy)
        {
            public required IReadOnlyList<(int Weekday, CareTime Time)> Times { get; init; }
        }

        public async Task Handle(SeedSchedules command, CancellationToken ct)
        {
            // Whoever was killed while the demo was loaded begins again.
            if (await db.Value<bool>("select exists (select from careschedule.pattern)", null, ct))
                return;

            var monday = Pattern.Monday(clock.Today());
            var children = (await placements.Children(clock.Today(), clock.Today().AddDays(60), ct))
                .SelectMany(unit => unit)
                .Distinct()
                .Order()
                .ToList();
            var guardians = (await audience.GuardiansOf(children, ct)).ToLookup(
                pair => pair.ChildId,
                pair => pair.PersonId
            );
            List<Week> weeks = [];
            foreach (var some in children.Index().Chunk(ChildrenAtOnce))
            {
                // A week in which few are away: the one after next.
                var read = await facts.Of(
                    [.. some.Select(one => one.Item)],
                    monday.AddDays(14),
                    monday.AddDays(20),
                    ct
                );
                foreach (var (nth, child) in some)
                    if (nth % 12 != 11 && guardians[child].Any())
                        weeks.AddRange(Of(read[child], nth, monday.AddDays(14), guardians[child].First()));
            }

            var own = await TwoHomes(command.LogIns, guardians, ct);
            weeks.AddRange(
                from week in weeks.ToList()
                where own.ContainsKey(week.ChildId) && week.Household is null
                from home in own[week.ChildId]
                select week with
                {
                    Id = Guid.CreateVersion7(),
                    Household = home,
                    LaidBy = home,
                }
            );
            await Store(weeks, monday.AddDays(-28), ct);
            foreach (var (child, homes) in own)
                await TakeTurns(child, homes, monday, ct);
            await Ask(command.LogIns, weeks, ct);
        }

        /// <summary>The week of a child at each of its places.</summary>
        private static IEnumerable<Week> Of(ChildFacts child, int nth, DateOnly monday, Guid guardian) =>
            from care in Enumerable
                .Range(0, 7)
                .Select(after => DayPlan.Of(child, monday.AddDays(after)))
                .SelectMany(day => day.Care, (day, care) => (Day: day, Care: care))
            group care by (care.Care.Placement.UnitId, care.Care.Household) into place
            let times = place.SelectMany(
                one => Times(one.Day, one.Care, nth),
                (one, time) => (Pattern.Weekday(one.Day.Date), time)
            )
            where times.Any()
            select new Week(
                Guid.CreateVersion7(),
                child.ChildId,
                place.Key.UnitId,
                place.Key.Household,
                place.Key.Household ?? guardian
            )
            {
                Times = [.. times],
            };

        private static IEnumerable<CareTime> Times(PlannedDay day, PlannedCare care, int nth)
        {
            var weekday = Pattern.Weekday(day.Date);
            if (care.Open is not [var first, ..] || care.Open is not [.., var last])
                return [];
            var byNight = first.From == TimeOfDay.Midnight && last.Until == TimeOfDay.EndOfDay;
            if (byNight && nth % 2 == 0)
                return weekday is 1 or 2 or 4 ? [new(new(21 * 60), new(7 * 60))] : [];
            if (weekday > 5)
                return [];
            if (care.Placement.Entitlement == EntitlementKind.Offered)
                return weekday is 2 or 3 or 4 ? Within([new(new(9 * 60), new(14 * 60))]) : [];
            if (care.Placement.Leisure)
                return day.School is [var lesson, ..]
                    ? Within([
                        new(new(lesson.From.Minutes - 60 - 15 * (nth % 3)), lesson.From),
                        new(day.School[^1].Until, new(16 * 60 + 15 * (nth % 5))),
                    ])
                    : [];

            // At most as long as the child has a right to.
            var from = 7 * 60 + 15 * (nth % 5);
            var most = care.Placement.WeeklyMinutes / 5 / 15 * 15 ?? 24 * 60;
            return Within([new(new(from), new(Math.Min(15 * 60 + 30 * (nth % 5), from + most)))]);

            IEnumerable<CareTime> Within(IEnumerable<CareTime> times) =>
                from time in times
                let begins = time.From < first.From ? first.From : time.From
                let ends = time.Until > last.Until ? last.Until : time.Until
                where ends.Minutes - begins.Minutes >= 15 && DayPlan.Within((begins, ends), care.Open)
                select new CareTime(begins, ends);
        }

        /// <summary>Of those who log in, the children of two guardians; by child.</summary>
        private async Task<IReadOnlyDictionary<Guid, Guid[]>> TwoHomes(
            IReadOnlyList<DemoLogIn> logIns,
            ILookup<Guid, Guid> guardians,
            CancellationToken ct
        )
        {
            Guid[] people = [.. logIns.Select(logIn => logIn.PersonId).OfType<Guid>()];
            return (await audience.ChildrenOf(people, ct))
                .GroupBy(pair => pair.ChildId, pair => pair.PersonId)
                .Where(child => child.Count() == 2 && guardians[child.Key].Count() == 2)
                .ToDictionary(child => child.Key, child => child.ToArray());
        }

        private Task Store(IReadOnlyList<Week> weeks, DateOnly starts, CancellationToken ct)
        {
            var times = weeks.SelectMany(week => week.Times, (week, one) => (week.Id, one.Weekday, one.Time)).ToList();
            return db.Execute(
                """
                insert into careschedule.child (id) select distinct unnest(@Children) on conflict do nothing;
                insert into careschedule.pattern
                    (id, child_id, unit_id, household, starts_on, weeks, by_staff, laid_by, laid_at)
                select id, child_id, unit_id, household, @starts, 1, false, laid_by, @Now
                from unnest(@Ids, @Children, @Units, @Households, @LaidBy)
                     given (id, child_id, unit_id, household, laid_by);
                insert into careschedule.pattern_time (pattern_id, weeks, week, weekday, begins, ends, next_day)
                select id, 1, 1, weekday, begins, ends, next_day
                from unnest(@OfTimes, @Weekdays, @Begins, @Ends, @NextDay) given (id, weekday, begins, ends, next_day)
                """,
                new
                {
                    starts,
                    Ids = weeks.Select(week => week.Id).ToArray(),
                    Children = weeks.Select(week => week.ChildId).ToArray(),
                    Units = weeks.Select(week => week.UnitId).ToArray(),
                    Households = weeks.Select(week => week.Household).ToArray(),
                    LaidBy = weeks.Select(week => week.LaidBy).ToArray(),
                    OfTimes = times.Select(one => one.Id).ToArray(),
                    Weekdays = times.Select(one => (short)one.Weekday).ToArray(),
                    Begins = times.Select(one => one.Time.StoredFrom).ToArray(),
                    Ends = times.Select(one => one.Time.StoredUntil).ToArray(),
                    NextDay = times.Select(one => one.Time.NextDay).ToArray(),
                    Now = clock.GetUtcNow(),
                },
                ct
            );
        }

        private Task TakeTurns(Guid child, Guid[] homes, DateOnly monday, CancellationToken ct) =>
            db.Execute(
                """
                insert into careschedule.child (id) values (@child) on conflict do nothing;
                insert into careschedule.turn (id, child_id, starts_on, kind, first, second, set_by, set_at)
                values (@id, @child, @monday, 'odd-even', @first, @second, @first, @Now)
                """,
                new
                {
                    id = Guid.CreateVersion7(),
                    child,
                    monday,
                    first = homes[0],
                    second = homes[1],
                    Now = clock.GetUtcNow(),
                },
                ct
            );

        /// <summary>One who logs in has asked for longer times on a day to come, and said who fetches then.</summary>
        private async Task Ask(IReadOnlyList<DemoLogIn> logIns, IReadOnlyList<Week> weeks, CancellationToken ct)
        {
            var asks = logIns.FirstOrDefault(logIn => logIn.UserName == "vardnadshavare3")?.PersonId;
            var children = asks is { } person ? await audience.ChildrenOf([person], ct) : [];
            if (
                children is not [var pair, ..]
                || weeks.FirstOrDefault(week => week.ChildId == pair.ChildId && week.Household is null) is not { } own
            )
                return;

            var tomorrow = clock.Today().AddDays(1);
            var child = (await facts.Of([pair.ChildId], tomorrow, tomorrow.AddDays(7), ct))[pair.ChildId];
            var next = Enumerable
                .Range(0, 7)
                .SelectMany(after => DayPlan.Of(child, tomorrow.AddDays(after)).Care)
                .FirstOrDefault(care => care.Placement.UnitId == own.UnitId && care.Times is not []);
            if (next is null)
                return;

            var time = next.Times[^1];
            var wished = time with { Until = next.Open[^1].Until };
            await db.Execute(
                """
                insert into careschedule.request (id, child_id, unit_id, day, asked_by, asked_at, lapses_at)
                values (@id, @ChildId, @UnitId, @day, @PersonId, @Now, @begins);
                insert into careschedule.request_time (request_id, begins, ends, next_day)
                values (@id, @From, @Until, false);
                insert into careschedule.people_of_day (id, child_id, day, fetches, by_staff, changed_by, changed_at)
                values (gen_random_uuid(), @ChildId, @day, 'Mormor Gun', false, @PersonId, @Now);
                insert into careschedule.pickup_person
                    (id, child_id, name, relation, phone, added_by, added_at, kept_on)
                values (gen_random_uuid(), @ChildId, 'Mormor Gun', 'Mormor', '+46701740635', @PersonId, @Now, @Today),
                       (gen_random_uuid(), @ChildId, 'Grannen Bo', 'Granne', null, @PersonId, @Now, @Today)
                """,
                new
                {
                    id = Guid.CreateVersion7(),
                    pair.ChildId,
                    own.UnitId,
                    day = next.Placement.Day,
                    pair.PersonId,
                    begins = SchoolTime.Instant(next.Placement.Day, wished.From),
                    Today = clock.Today(),
                    From = wished.StoredFrom,
                    Until = wished.StoredUntil,
                    Now = clock.GetUtcNow(),
                },
                ct
            );
        }
    }
}
