using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// A guardian or the staff say when a child comes to a unit from a day on, week by week. What was said of single days
/// stays.
/// </summary>
/// <param name="UnitId">The unit where the child has its place.</param>
/// <param name="StartsOn">The first day; its week is the first of the pattern.</param>
/// <param name="Days">By week and weekday; a day that is left out is off.</param>
/// <param name="Weeks">How many weeks it has, 1 to 12.</param>
/// <param name="EndsOn">The last day; left out until the next pattern begins.</param>
/// <param name="Household">The guardian in whose place staff write, when the child has two places there.</param>
internal sealed record LayPattern(
    Guid UnitId,
    DateOnly StartsOn,
    IReadOnlyList<LayPattern.OneDay> Days,
    short Weeks = 1,
    DateOnly? EndsOn = null,
    Guid? Household = null
) : ICommand<LayPattern.Laid>
{
    internal Guid ChildId { get; init; }
    internal int? ExpectedVersion { get; init; }

    /// <param name="Week">1 is the week in which the pattern begins.</param>
    /// <param name="Weekday">1 is Monday, 7 is Sunday.</param>
    /// <param name="Times">At most three, apart. One that ends when or before it begins ends the day after.</param>
    public sealed record OneDay(short Week, short Weekday, IReadOnlyList<CareTime> Times);

    /// <param name="Kept">Days of which something else was said; that stands.</param>
    /// <param name="Version">For <c>If-Match</c>.</param>
    public sealed record Laid(Guid Id, IReadOnlyList<DateOnly> Kept, int Version) : IVersioned;

    /// <summary>So many days after its first round are looked at: they tell what each weekday usually is.</summary>
    private const int DaysAfter = 70;

    /// <summary>How many patterns of a child are to come at one place.</summary>
    private const int Most = 24;

    public sealed class Validator : AbstractValidator<LayPattern>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.UnitId).NotEmpty();
            RuleFor(x => x.Weeks).InclusiveBetween((short)1, (short)12);
            // The past is as it was; of single days staff can say what was otherwise.
            RuleFor(x => x.StartsOn)
                .GreaterThanOrEqualTo(_ => clock.Today())
                .WithMessage(_ => texts["careschedule.fault.over"])
                .WithErrorCode("over");
            RuleFor(x => x.StartsOn).NotTooFar(clock, texts, IChildDays.Horizon - DaysAfter);
            RuleFor(x => x.EndsOn)
                .GreaterThanOrEqualTo(x => x.StartsOn)
                .WithMessage(_ => texts["careschedule.fault.ends-before-start"]);
            RuleFor(x => x.Days)
                .Must(
                    (x, days) =>
                        days.Count <= 84
                        && days.DistinctBy(day => (day.Week, day.Weekday)).Count() == days.Count
                        && days.All(day => day.Week >= 1 && day.Week <= x.Weeks && day.Weekday is >= 1 and <= 7)
                        && days.All(day => day.Times.Count <= 50)
                )
                .WithMessage(_ => texts["careschedule.fault.pattern-days"]);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        ScheduleVersion version,
        CareFacts facts,
        Slots slots,
        ISettings settings,
        CurrentUser user,
        HomesApart apart,
        Outbox outbox,
        Audit audit,
        Texts texts,
        DateText dates,
        TimeProvider clock
    ) : ICommandHandler<LayPattern, Laid>
    {
        public async Task<Laid> Handle(LayPattern command, CancellationToken ct)
        {
            var writer = CareWriter.Of(await access.Require(command.ChildId, CareWriter.Who, ct), user);
            await version.Lock(command.ChildId, [command.StartsOn], command.ExpectedVersion, ct);

            var horizon = clock.Today().AddDays(IChildDays.Horizon);
            var last = command.StartsOn.AddDays(7 * command.Weeks + DaysAfter);
            last = last < horizon ? last : horizon;
            var child = (await facts.Of([command.ChildId], Pattern.Monday(command.StartsOn), last, ct))[
                command.ChildId
            ];
            var faults = new CareFaults(texts, dates);
            var place = writer.Pattern(child, command.UnitId, command.Household, command.StartsOn);
            var placement = place?.Placement;
            if (placement is null)
                faults.NoPlacement(
                    nameof(StartsOn),
                    command.StartsOn,
                    child
                        .Placements.SelectMany(ofDay => ofDay)
                        .Where(one => one.UnitId == command.UnitId)
                        .Min(one => (DateOnly?)one.StartsOn)
                );
            else if (!writer.ByStaff && placement.StartsOn > clock.Today().AddDays(CareWriter.DaysAhead))
                faults.NotYet(nameof(StartsOn), placement);
            Shape(command, await settings.Get(CareSettings.Step, command.UnitId, ct), faults);
            Hours(command, child, faults);
            if (placement is { Entitlement: EntitlementKind.Offered })
            {
                var bound = await slots.Of(command.UnitId, ct);
                foreach (var (at, day) in command.Days.Index())
                foreach (var (nth, time) in day.Times.Index())
                    faults.Within($"{nameof(Days)}[{at}].Times[{nth}]", time, day.Weekday, bound);
            }

            faults.Refuse();
            var laid = Of(command, place!.Value.Household);
            Beside(command, laid, child, last, faults);
            faults.Refuse();

            var rule = await CutOff.Of(settings, command.UnitId, ct);
            if (!writer.ByStaff && child.IsLocked(rule, command.StartsOn, placement!, clock))
                throw CareLocks.WhyNot(rule, [command.StartsOn], 0, placement!.StartsOn, clock, dates)!;

            var kept = await Store(command, laid, writer, ct);
            audit.Changed(
                "careschedule.lay-pattern",
                "child",
                command.ChildId,
                new
                {
                    command.UnitId,
                    command.StartsOn,
                    command.Weeks,
                },
                onBehalfOf: command.ChildId
            );
            if (writer.ByStaff)
                outbox.Publish(
                    await apart.Told(PatternNotices.Of(laid.Id, command.ChildId, user.PersonId), laid.Household, ct)
                );
            return new(laid.Id, kept, await version.ChangePatterns(command.ChildId, ct));
        }

        private static Pattern Of(LayPattern command, Guid? household) =>
            new(
                Guid.CreateVersion7(),
                command.UnitId,
                household,
                command.StartsOn,
                command.EndsOn,
                command.Weeks,
                (
                    from day in command.Days
                    from time in CareTime.Joined(day.Times)
                    select (Of: ((int)day.Week, (int)day.Weekday), Time: time)
                ).ToLookup(one => one.Of, one => one.Time)
            );

        /// <summary>What its times must be by themselves.</summary>
        private static void Shape(LayPattern command, TimeStep step, CareFaults faults)
        {
            const int Day = 24 * 60;
            var length = command.Weeks * 7 * Day;
            List<(int At, int From, int Until)> all = [];
            foreach (var (at, day) in command.Days.Index())
            {
                faults.Shape($"{nameof(Days)}[{at}]", day.Times, step);
                var begins = ((day.Week - 1) * 7 + day.Weekday - 1) * Day;
                all.AddRange(day.Times.Select(time => (at, begins + time.From.Minutes, begins + time.Ends)));
            }

            // A night goes on into the day after, and the last into the first.
            var ordered = all.OrderBy(time => time.From).ToList();
            foreach (var (nth, time) in ordered.Index())
            {
                var next = nth + 1 < ordered.Count ? ordered[nth + 1] : ordered[0];
                var begins = nth + 1 < ordered.Count ? next.From : next.From + length;
                if (time.Until > begins && next.At != time.At)
                    faults.OverlapOfDays($"{nameof(Days)}[{next.At}].Times");
            }
        }

        /// <summary>
        /// With all else that holds, days of which something else was said among it, no week is longer than the child
        /// has a right to, and no night goes on into other times.
        /// </summary>
        private static void Beside(LayPattern command, Pattern laid, ChildFacts child, DateOnly last, CareFaults faults)
        {
            var others = child
                .Patterns.Where(one =>
                    one.UnitId != laid.UnitId || one.Household != laid.Household || one.StartsOn != laid.StartsOn
                )
                .ToList();
            var after = child with { Patterns = [.. others, laid] };
            var without = child with { Patterns = [.. others, laid with { Times = EmptyLookup }] };
            var told = new HashSet<int>();
            for (var monday = Pattern.Monday(laid.StartsOn); monday.AddDays(6) <= last; monday = monday.AddDays(7))
                if (
                    Cap(child, laid, monday) is { } cap
                    && DayChanges.Sum(after, laid.UnitId, laid.Household, monday) is var minutes
                    && minutes > cap
                    && minutes > DayChanges.Sum(without, laid.UnitId, laid.Household, monday)
                    && told.Add(laid.Week(monday))
                )
                    faults.Cap(LastOf(monday), minutes, cap);

            told.Clear();
            for (var day = laid.StartsOn.AddDays(-1); day < last; day = day.AddDays(1))
                if (
                    (Care(after, laid, day), Care(after, laid, day.AddDays(1))) is ({ } night, { } next)
                    && (night.Pattern?.Id == laid.Id) != (next.Pattern?.Id == laid.Id)
                    && night.Times.Max(time => (int?)time.Ends) - 24 * 60
                        > next.Times.Min(time => (int?)time.From.Minutes)
                    && IndexOf(night.Pattern?.Id == laid.Id ? day : day.AddDays(1)) is var at
                    && told.Add(at)
                )
                    faults.OverlapOfDays($"{nameof(Days)}[{at}].Times");

            int IndexOf(DateOnly day) =>
                command.Days.Index().First(one => IsOn(one.Item, laid.Week(day), Pattern.Weekday(day))).Index;

            // The last day with times of the week; of a week that has none the last of the pattern, whose night it is.
            string LastOf(DateOnly monday)
            {
                var given = command.Days.Index().Where(one => one.Item.Times is not []).ToList();
                var ofWeek = given.FindAll(one => one.Item.Week == laid.Week(monday));
                return $"{nameof(Days)}[{(ofWeek is [] ? given : ofWeek).MaxBy(one => one.Item.Weekday).Index}]";
            }
        }

        private static readonly ILookup<(int, int), CareTime> EmptyLookup = Array
            .Empty<CareTime>()
            .ToLookup(_ => (0, 0));

        private static bool IsOn(OneDay day, int week, int weekday) => day.Week == week && day.Weekday == weekday;

        private static PlannedCare? Care(ChildFacts facts, Pattern laid, DateOnly day) =>
            DayPlan.At(facts, laid.UnitId, laid.Household, day);

        /// <summary>The least that the child has a right to at the place on a day of the week.</summary>
        private static int? Cap(ChildFacts child, Pattern laid, DateOnly monday) =>
            Enumerable
                .Range(0, 7)
                .SelectMany(after => child.Placements[monday.AddDays(after)])
                .Where(placement =>
                    placement.UnitId == laid.UnitId
                    && placement.Day >= laid.StartsOn
                    && child.Household(placement) == laid.Household
                )
                .Min(placement => placement.WeeklyMinutes);

        /// <summary>
        /// The unit is open at the times on some day of that weekday; it may be closed on others, as on a closing day.
        /// </summary>
        private static void Hours(LayPattern command, ChildFacts child, CareFaults faults)
        {
            var open = new Dictionary<DateOnly, IReadOnlyList<(TimeOfDay From, TimeOfDay Until)>>();
            foreach (var day in child.Placements.Select(ofDay => ofDay.Key).Where(day => day >= command.StartsOn))
                if (
                    DayPlan.Of(child, day).Care.FirstOrDefault(care => care.Placement.UnitId == command.UnitId)
                        is { } care
                    && care.Placement.AtId == command.UnitId
                )
                    open[day] = care.Open;

            foreach (var (at, day) in command.Days.Index())
            {
                var same = open.Keys.Where(one => Pattern.Weekday(one) == day.Weekday).Order().ToList();
                if (day.Times is [] || same is [])
                    continue;
                if (same.TrueForAll(one => open[one] is []))
                {
                    faults.Closed(
                        $"{nameof(Days)}[{at}].Times",
                        why: null,
                        DateText.Culture(DateText.Language).DateTimeFormat.DayNames[day.Weekday % 7]
                    );
                    continue;
                }

                foreach (var (nth, time) in day.Times.Index())
                    if (!same.Exists(one => CareFaults.Fits(time, open[one], Next(one))))
                    {
                        // Of the days that tell, one that is as most are: some may have other hours.
                        var usual = same.Where(one => open[one] is not [])
                            .GroupBy(one => string.Join(' ', open[one]))
                            .MaxBy(alike => alike.Count())!
                            .First();
                        faults.Hours($"{nameof(Days)}[{at}].Times[{nth}]", time, open[usual], Next(usual));
                    }
            }

            IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> Next(DateOnly day) =>
                open.GetValueOrDefault(day.AddDays(1)) ?? [];
        }

        private async Task<IReadOnlyList<DateOnly>> Store(
            LayPattern command,
            Pattern laid,
            CareWriter writer,
            CancellationToken ct
        )
        {
            var toCome = await db.Value<long>(
                """
                select count(*)
                from careschedule.pattern
                where child_id = @ChildId and unit_id = @UnitId and starts_on > @Today and starts_on <> @StartsOn
                """,
                new
                {
                    command.ChildId,
                    command.UnitId,
                    command.StartsOn,
                    Today = clock.Today(),
                },
                ct
            );
            if (toCome >= Most)
                throw Refusal.Conflict("careschedule/too-many-patterns", ("count", Most));

            var times = (
                from day in laid.Times
                from time in day
                select (Week: (short)day.Key.Week, Weekday: (short)day.Key.Weekday, Time: time)
            ).ToList();
            return await db.Query<DateOnly>(
                """
                delete from careschedule.pattern
                where child_id = @ChildId and unit_id = @UnitId and household is not distinct from @Household
                  and starts_on = @StartsOn;
                insert into careschedule.pattern
                    (id, child_id, unit_id, household, starts_on, ends_on, weeks, by_staff, laid_by, laid_at)
                values (@Id, @ChildId, @UnitId, @Household, @StartsOn, @EndsOn, @Weeks, @ByStaff, @PersonId, @Now);
                insert into careschedule.pattern_time (pattern_id, weeks, week, weekday, begins, ends, next_day)
                select @Id, @Weeks, * from unnest(@OfWeek, @Weekday, @Begins, @Ends, @NextDay);
                select day
                from careschedule.day_change
                where child_id = @ChildId and unit_id = @UnitId and household is not distinct from @Household
                  and day between @StartsOn and @Last
                order by day
                """,
                new
                {
                    laid.Id,
                    command.ChildId,
                    command.UnitId,
                    laid.Household,
                    command.StartsOn,
                    command.EndsOn,
                    command.Weeks,
                    writer.ByStaff,
                    writer.PersonId,
                    Now = clock.GetUtcNow(),
                    Last = command.EndsOn ?? DateOnly.MaxValue,
                    OfWeek = times.Select(one => one.Week).ToArray(),
                    Weekday = times.Select(one => one.Weekday).ToArray(),
                    Begins = times.Select(one => one.Time.StoredFrom).ToArray(),
                    Ends = times.Select(one => one.Time.StoredUntil).ToArray(),
                    NextDay = times.Select(one => one.Time.NextDay).ToArray(),
                },
                ct
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/children/{childId:guid}/care-patterns",
                    (Guid childId, LayPattern command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Create(command with { ChildId = childId, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary(
                    "Say when a child comes from a day on, in one week or several that take turns",
                    new LayPattern(
                        Guid.Empty,
                        new(2026, 12, 7),
                        [new(1, 1, [new(new(8 * 60), new(16 * 60))]), new(1, 2, [new(new(8 * 60), new(15 * 60))])]
                    )
                )
                .Refuses(404, "not-found")
                .Refuses(409, "careschedule/locked", "careschedule/others-place", "careschedule/too-many-patterns")
                .Refuses(412, "stale");
    }
}
