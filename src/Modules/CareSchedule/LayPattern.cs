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
    public sealed record Laid(Guid Id, IReadOnlyList<DateOnly> Kept) : IVersioned
    {
        /// <summary>Of the week in which it begins.</summary>
        internal int Version { get; init; }
        int IVersioned.Version => Version;
    }

    public sealed class Validator : AbstractValidator<LayPattern>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.UnitId).NotEmpty();
            RuleFor(x => x.Weeks).InclusiveBetween((short)1, (short)12);
            RuleFor(x => x.StartsOn).NotTooLongAgo(clock, texts);
            RuleFor(x => x.StartsOn).NotTooFar(clock, texts);
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
        ISettings settings,
        CurrentUser user,
        Audit audit,
        Texts texts,
        DateText dates,
        TimeProvider clock
    ) : ICommandHandler<LayPattern, Laid>
    {
        /// <summary>Every weekday comes so often that a closing day does not hide when the unit is open.</summary>
        private const int DaysLookedAt = 70;

        public async Task<Laid> Handle(LayPattern command, CancellationToken ct)
        {
            var writer = CareWriter.Of(await access.Require(command.ChildId, CareWriter.Who, ct), user);
            await version.Lock(command.ChildId, command.StartsOn, command.ExpectedVersion, ct);

            var horizon = clock.Today().AddDays(IChildDays.Horizon);
            var last = command.StartsOn.AddDays(DaysLookedAt);
            var child = (await facts.Of([command.ChildId], command.StartsOn, last < horizon ? last : horizon, ct))[
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
            Shape(command, await settings.Get(CareSettings.Step, command.UnitId, ct), placement, faults);
            Hours(command, child, faults);
            faults.Refuse();

            var rule = await CutOff.Of(settings, command.UnitId, ct);
            if (!writer.ByStaff && rule.IsLocked(command.StartsOn, placement!.StartsOn, clock))
                throw CareLocks.WhyNot(rule, [command.StartsOn], 0, placement.StartsOn, clock, dates)!;

            var id = Guid.CreateVersion7();
            var kept = await Store(command, id, place!.Value.Household, writer, ct);
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
            return new(id, kept) { Version = await version.ChangePatterns(command.ChildId, command.StartsOn, ct) };
        }

        /// <summary>What its times must be by themselves, and all of a week together.</summary>
        private static void Shape(LayPattern command, TimeStep step, CarePlacement? placement, CareFaults faults)
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

            if (placement?.WeeklyMinutes is not { } cap)
                return;
            for (var week = 0; week < command.Weeks; week++)
            {
                var (monday, next) = (week * 7 * Day, (week + 1) * 7 * Day);
                var minutes = all.Sum(time =>
                    Common(time.From, time.Until, monday, next)
                    + Common(time.From - length, time.Until - length, monday, next)
                );
                var ofWeek = all.FindAll(time => time.From >= monday && time.From < next);
                if (minutes > cap && ofWeek is not [])
                    faults.Cap($"{nameof(Days)}[{ofWeek.MaxBy(time => time.From).At}]", minutes, cap);
            }

            static int Common(int from, int until, int begins, int ends) =>
                Math.Max(0, Math.Min(until, ends) - Math.Max(from, begins));
        }

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
            Guid id,
            Guid? household,
            CareWriter writer,
            CancellationToken ct
        )
        {
            var times = (
                from day in command.Days
                from time in CareTime.Joined(day.Times)
                select (day.Week, day.Weekday, Time: time)
            ).ToList();
            return await db.Query<DateOnly>(
                """
                delete from careschedule.pattern
                where child_id = @ChildId and unit_id = @UnitId and household is not distinct from @household
                  and starts_on = @StartsOn;
                insert into careschedule.pattern
                    (id, child_id, unit_id, household, starts_on, ends_on, weeks, by_staff, laid_by, laid_at)
                values (@id, @ChildId, @UnitId, @household, @StartsOn, @EndsOn, @Weeks, @ByStaff, @PersonId, @Now);
                insert into careschedule.pattern_time (pattern_id, weeks, week, weekday, begins, ends, next_day)
                select @id, @Weeks, * from unnest(@OfWeek, @Weekday, @Begins, @Ends, @NextDay);
                select day
                from careschedule.day_change
                where child_id = @ChildId and unit_id = @UnitId and household is not distinct from @household
                  and day between @StartsOn and @Last
                order by day
                """,
                new
                {
                    id,
                    command.ChildId,
                    command.UnitId,
                    household,
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
                .Roles(Roles.Guardian | Roles.Staff)
                .Summary(
                    "Say when a child comes from a day on, in one week or several that take turns",
                    new LayPattern(
                        Guid.Empty,
                        new(2026, 12, 7),
                        [new(1, 1, [new(new(8 * 60), new(16 * 60))]), new(1, 2, [new(new(8 * 60), new(15 * 60))])]
                    )
                )
                .Refuses(404, "not-found")
                .Refuses(409, "careschedule/locked", "careschedule/others-place")
                .Refuses(412, "stale");
    }
}
