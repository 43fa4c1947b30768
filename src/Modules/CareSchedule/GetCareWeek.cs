using Kapprum.CareSchedule.Questions;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// A child's week by timetable and schedule, for its guardians and its own staff: each day with its state and times,
/// since when it is locked and why, and how long the week is beside what the child has a right to.
/// </summary>
/// <param name="Day">A day of the week, at most 400 days ahead.</param>
internal sealed record GetCareWeek(Guid ChildId, DateOnly Day) : IQuery<GetCareWeek.Answer>
{
    /// <param name="Version">For <c>If-Match</c>.</param>
    public sealed record Answer(
        Guid ChildId,
        string Name,
        DateOnly Monday,
        int Version,
        IReadOnlyList<OneDay> Days,
        IReadOnlyList<Sum> Sums
    ) : IVersioned;

    /// <param name="School">What the timetable says.</param>
    /// <param name="Places">The child's places in care; none when it has none on that day.</param>
    public sealed record OneDay(DateOnly Date, IReadOnlyList<Span> School, IReadOnlyList<Place> Places)
    {
        /// <summary>Who brings and fetches the child; null when nobody has said it.</summary>
        public required PeopleOfDay? People { get; init; }

        /// <summary>It may still be said who brings and fetches the child.</summary>
        public required bool MaySayWho { get; init; }
    }

    /// <summary>Who brings and fetches a child on a day, and what there is to know.</summary>
    /// <param name="By">Who has said it, by given name; as a guardian or the staff where the reader may know no more.
    /// </param>
    public sealed record PeopleOfDay(string? Brings, string? Fetches, string? Note, string By, DateTimeOffset At);

    private sealed record PeopleRow(
        DateOnly Day,
        string? Brings,
        string? Fetches,
        string? Note,
        Guid ChangedBy,
        DateTimeOffset ChangedAt
    );

    /// <summary>A time on one day.</summary>
    public sealed record Span(TimeOfDay From, TimeOfDay Until);

    /// <param name="NextDay">It ends on the day after.</param>
    /// <param name="Minutes">On the wall's clock.</param>
    /// <param name="ElapsedMinutes">As long as it lasts: nights that change the clock are longer or shorter.</param>
    public sealed record Time(TimeOfDay From, TimeOfDay Until, bool NextDay, int Minutes, int ElapsedMinutes);

    /// <summary>A day at one place.</summary>
    public sealed record Place
    {
        public required Guid UnitId { get; init; }

        /// <summary>Where the child is that day: another unit while it is placed elsewhere for some days.</summary>
        public required Guid AtId { get; init; }
        public required string Unit { get; init; }

        /// <summary>The guardian whose place it is, when the child has one for each home.</summary>
        public required Guid? Household { get; init; }

        /// <summary>Whose day it is, by given name; null when all guardians share it.</summary>
        public required string? Owner { get; init; }
        public required CareState State { get; init; }

        /// <summary>What begins on the day.</summary>
        public required IReadOnlyList<Time> Times { get; init; }

        /// <summary>When the unit is open.</summary>
        public required IReadOnlyList<Span> Open { get; init; }

        /// <summary>Why it is not open.</summary>
        public required ClosedBecause? Closed { get; init; }

        /// <summary>
        /// What the day is called on which it is not open, or open at other hours; or on which there is no school.
        /// </summary>
        public required string? ClosingDay { get; init; }

        /// <summary>The pattern the times come from.</summary>
        public required Guid? PatternId { get; init; }

        /// <summary>Something else was said of this day than the pattern says.</summary>
        public required bool Changed { get; init; }

        /// <summary>By given name; as a guardian or the staff where the reader may know no more.</summary>
        public required string? ChangedBy { get; init; }
        public required DateTimeOffset? ChangedAt { get; init; }
        public required bool ByStaff { get; init; }

        /// <summary>It was changed after the day was locked.</summary>
        public required bool Late { get; init; }

        /// <summary>Some of it lies where the unit is not open.</summary>
        public required bool OutsideHours { get; init; }

        /// <summary>Since when guardians cannot change it by themselves; null while they can.</summary>
        public required DateTimeOffset? LockedSince { get; init; }

        /// <summary>Until when guardians can change it.</summary>
        public required DateTimeOffset LocksAt { get; init; }

        /// <summary>Staff have said yes to what a guardian asked for.</summary>
        public required bool Agreed { get; init; }

        /// <summary>Why staff have changed a day that was over.</summary>
        public required string? Reason { get; init; }

        /// <summary>Why the reader may not change it; null when he or she may.</summary>
        public required Unchangeable? WhyNot { get; init; }

        /// <summary>The reader may ask staff for other times.</summary>
        public required bool MayAsk { get; init; }

        /// <summary>The reader may have shorter times without asking, although the day is locked.</summary>
        public required bool MayShorten { get; init; }

        /// <summary>What was asked for last, while it waits, was declined or has lapsed.</summary>
        public required Request? Request { get; init; }

        /// <summary>The holiday or closing day that is asked about; null when it is a day as others.</summary>
        public required AskedOfDay? Question { get; init; }
    }

    /// <summary>What a guardian asks for on a day that is locked.</summary>
    /// <param name="LapsesAt">When nobody answers it any more.</param>
    /// <param name="Reason">Why it was declined.</param>
    public sealed record Request(
        Guid Id,
        IReadOnlyList<CareTime> Times,
        RequestState State,
        string AskedBy,
        DateTimeOffset LapsesAt,
        DeclineReason? Reason
    );

    /// <summary>Why somebody may not change a day.</summary>
    public enum Unchangeable
    {
        /// <summary>The instant until which guardians change it has passed.</summary>
        Locked,

        /// <summary>Staff have set it.</summary>
        ByStaff,

        /// <summary>It is the other home's place.</summary>
        OthersPlace,

        /// <summary>It is the other home's day.</summary>
        OthersDay,

        /// <summary>The placement begins too far ahead.</summary>
        NotYet,

        /// <summary>It is too long ago.</summary>
        Over,

        /// <summary>Guardians are asked about it later.</summary>
        NotAsked,
    }

    /// <summary>How long a week is at one place, beside what the child has a right to.</summary>
    /// <param name="Cap">In minutes; null without a limit.</param>
    /// <param name="Owner">The guardian whose days they are, by given name.</param>
    public sealed record Sum(
        Guid UnitId,
        string Unit,
        Guid? Household,
        string? Owner,
        int Minutes,
        int? Cap,
        string CutOff
    );

    public sealed class Validator : AbstractValidator<GetCareWeek>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Day).NotTooFar(clock, texts);
            RuleFor(x => x.Day).NotTooLongAgo(clock, texts, IChildDays.Horizon);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IKnownChildren children,
        IChildFrame frame,
        CareFacts facts,
        CareRequests requests,
        ScheduleVersion version,
        IKnownPeople people,
        ISettings settings,
        CurrentUser user,
        Texts texts,
        DateText dates,
        TimeProvider clock
    ) : IQueryHandler<GetCareWeek, Answer>
    {
        public async Task<Answer> Handle(GetCareWeek query, CancellationToken ct)
        {
            var writer = CareWriter.Of(await access.Require(query.ChildId, CareWriter.Who, ct), user);
            var monday = Pattern.Monday(query.Day);
            var read = await version.Of(query.ChildId, ct);
            var child = (await facts.Of([query.ChildId], monday, monday.AddDays(6), ct))[query.ChildId];
            var planned = Enumerable.Range(0, 7).Select(after => DayPlan.Of(child, monday.AddDays(after))).ToList();
            var closed = (await frame.Closed([query.ChildId], monday, monday.AddDays(6), ct)).ToLookup(place =>
                place.Date
            );
            var (rules, shorten) = (new Dictionary<Guid, CutOff>(), new HashSet<Guid>());
            foreach (var unit in planned.SelectMany(day => day.Care).Select(care => care.Placement.UnitId).Distinct())
            {
                rules[unit] = await CutOff.Of(settings, unit, ct);
                if (await settings.Get(CareSettings.Shorten, unit, ct))
                    shorten.Add(unit);
            }

            var asked = await requests.OfDays(query.ChildId, monday, monday.AddDays(6), ct);
            var said = await db.Query<PeopleRow>(
                """
                select day, brings, fetches, note, changed_by, changed_at
                from careschedule.people_of_day
                where child_id = @ChildId and day between @monday and @monday + 6
                  and num_nonnulls(brings, fetches, note) > 0
                """,
                new { query.ChildId, monday },
                ct
            );
            var hides = child.Apart && !writer.ByStaff ? user.PersonId : (Guid?)null;
            var known = await people.Of(
                [query.ChildId],
                planned
                    .SelectMany(day => day.Care)
                    .Select(care => care.Change?.ChangedBy)
                    .Concat(said.Select(row => (Guid?)row.ChangedBy))
                    .Concat(asked.Select(request => (Guid?)request.AskedBy))
                    .Concat(planned.SelectMany(day => day.Care).Select(care => care.Household))
                    .Concat(planned.Select(day => child.Owner(day.Date))),
                ct
            );
            string? Named(Guid? person) => person is { } id ? known.Name(id, DateText.Language, user.PersonId) : null;
            bool IsOthers(DateOnly day) => !writer.ByStaff && child.Owner(day) is { } owner && owner != user.PersonId;
            var viewed = new ChildPerson(query.ChildId, user.PersonId);
            return new(
                query.ChildId,
                (await children.Of([viewed], ct))[viewed].Name,
                monday,
                read,
                [
                    .. planned.Select(day => new OneDay(
                        day.Date,
                        [.. day.School.Select(piece => new Span(piece.From, piece.Until))],
                        [
                            .. day.Care.Select(care =>
                                hides is { } reader && (child.Owner(day.Date) ?? care.Household ?? reader) != reader
                                    ? Hidden(care, rules[care.Placement.UnitId])
                                    : Of(
                                        child,
                                        care,
                                        child.Owner(day.Date),
                                        Why(care, closed[day.Date]),
                                        asked.FirstOrDefault(request =>
                                            request.Day == day.Date
                                            && request.UnitId == care.Placement.UnitId
                                            && request.Household == care.Household
                                        ),
                                        rules[care.Placement.UnitId],
                                        shorten.Contains(care.Placement.UnitId),
                                        writer,
                                        known
                                    )
                            ),
                        ]
                    )
                    {
                        People = said.Where(row =>
                                row.Day == day.Date && !(hides is { } me && child.IsHiddenFrom(me, day.Date))
                            )
                            .Select(row => new PeopleOfDay(
                                row.Brings,
                                row.Fetches,
                                row.Note,
                                Named(row.ChangedBy)!,
                                row.ChangedAt
                            ))
                            .SingleOrDefault(),
                        MaySayWho = !IsOthers(day.Date) && CareLocks.WhyNotSayWho(day, clock) is null,
                    }),
                ],
                [
                    .. from care in planned.SelectMany(day => day.Care)
                    where hides is not { } reader || (care.Household ?? reader) == reader
                    group care by (care.Placement.UnitId, care.Household) into place
                    select new Sum(
                        place.Key.UnitId,
                        place.First().Placement.Unit,
                        place.Key.Household,
                        Named(place.Key.Household),
                        place.Sum(care => care.Minutes),
                        place.Min(care => care.Placement.WeeklyMinutes),
                        rules[place.Key.UnitId].Words(texts, dates)
                    ),
                ]
            );
        }

        /// <summary>Of a place that is closed, or has other hours; and of a pupil's day without school.</summary>
        private static ClosedPlace? Why(PlannedCare care, IEnumerable<ClosedPlace> ofDay) =>
            care.State == CareState.NoSchool
                ? ofDay.FirstOrDefault(place => place is { Partly: false, Reason: not null })
                : ofDay.FirstOrDefault(place =>
                    place.UnitId == care.Placement.AtId && place.Partly == (care.State != CareState.Closed)
                );

        /// <summary>Of the other home's day the reader learns no more than that it is.</summary>
        private static Place Hidden(PlannedCare care, CutOff rule) =>
            new()
            {
                UnitId = care.Placement.UnitId,
                AtId = care.Placement.AtId,
                Unit = care.Placement.Unit,
                Household = null,
                Owner = null,
                State = CareState.OthersDay,
                Times = [],
                Open = [],
                Closed = null,
                ClosingDay = null,
                PatternId = null,
                Changed = false,
                ChangedBy = null,
                ChangedAt = null,
                ByStaff = false,
                Late = false,
                OutsideHours = false,
                LockedSince = null,
                LocksAt = rule.Locks(care.Placement.Day, care.Placement.StartsOn),
                Agreed = false,
                Reason = null,
                WhyNot = Unchangeable.OthersDay,
                MayAsk = false,
                MayShorten = false,
                Question = null,
                Request = null,
            };

        private Place Of(
            ChildFacts child,
            PlannedCare care,
            Guid? owner,
            ClosedPlace? closed,
            CareRequest? asked,
            CutOff rule,
            bool shorten,
            CareWriter writer,
            KnownPeople known
        )
        {
            var (placement, day) = (care.Placement, care.Placement.Day);
            var locks = QuestionLocks.IsClosed(care)
                ? QuestionLocks.Closes(care.Asked!)
                : rule.Locks(day, placement.StartsOn);
            var locked = QuestionLocks.IsClosed(care) || child.IsLocked(rule, day, placement, clock);
            var whyNot = WhyNot(care, owner, locked, writer);
            return new()
            {
                UnitId = placement.UnitId,
                AtId = placement.AtId,
                Unit = placement.Unit,
                Household = care.Household,
                Owner = (owner ?? care.Household) is { } whose
                    ? known.Name(whose, DateText.Language, user.PersonId)
                    : null,
                State = care.State,
                Times = [.. care.Times.Select(time => Of(day, time))],
                Open = [.. care.Open.Select(hours => new Span(hours.From, hours.Until))],
                Closed = care.State == CareState.Closed ? closed?.Because : null,
                ClosingDay = closed?.Reason,
                PatternId = care.Pattern?.Id,
                Changed = care.Change is not null,
                ChangedBy = care.Change is { } change
                    ? known.Name(change.ChangedBy, DateText.Language, user.PersonId)
                    : null,
                ChangedAt = care.Change?.ChangedAt,
                ByStaff = care.Change is { ByStaff: true },
                Late = care.Change is { Late: true },
                OutsideHours = care.OutsideHours,
                LockedSince = locked ? locks : null,
                LocksAt = locks,
                Agreed = care.Change is { Agreed: true },
                Reason = care.Change?.Reason,
                WhyNot = whyNot,
                MayAsk =
                    whyNot is Unchangeable.Locked or Unchangeable.ByStaff
                    && care.State != CareState.Closed
                    && day >= clock.Today(),
                MayShorten =
                    shorten
                    && care is { State: CareState.Times }
                    && day >= clock.Today()
                    && (whyNot == Unchangeable.Locked || (whyNot == Unchangeable.ByStaff && care.Change!.Agreed)),
                Request = asked is { State: RequestState.Asked or RequestState.Declined or RequestState.Lapsed }
                    ? new(
                        asked.Id,
                        asked.Times,
                        asked.State,
                        known.Name(asked.AskedBy, DateText.Language, user.PersonId),
                        asked.LapsesAt,
                        asked.Reason
                    )
                    : null,
                Question = AskedOfDay.Of(care.Asked),
            };
        }

        private Unchangeable? WhyNot(PlannedCare care, Guid? owner, bool locked, CareWriter writer)
        {
            var (placement, today) = (care.Placement, clock.Today());
            if (writer.ByStaff)
                return placement.Day < today.AddDays(-CareWriter.DaysBack) ? Unchangeable.Over : null;
            return care.State == CareState.OthersDay || (owner is { } other && other != user.PersonId)
                    ? Unchangeable.OthersDay
                : care.Household is { } home && home != user.PersonId ? Unchangeable.OthersPlace
                : care.Asked is { Phase: QuestionPhase.NotYet } ? Unchangeable.NotAsked
                : locked ? Unchangeable.Locked
                : care.Change is { ByStaff: true } ? Unchangeable.ByStaff
                : placement.StartsOn > today.AddDays(CareWriter.DaysAhead) ? Unchangeable.NotYet
                : null;
        }

        private static Time Of(DateOnly day, CareTime time) =>
            new(
                time.From,
                time.NextDay ? time.Until : new(time.Ends),
                time.NextDay,
                time.Minutes,
                (int)
                    (
                        SchoolTime.Instant(
                            time.NextDay ? day.AddDays(1) : day,
                            time.NextDay ? time.Until : new(time.Ends)
                        ) - SchoolTime.Instant(day, time.From)
                    ).TotalMinutes
            );
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/children/{childId:guid}/care-weeks/{day}",
                    (Guid childId, DateOnly day, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Get(new GetCareWeek(childId, day), ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary("A child's week in care, by a day in it; its version is in ETag")
                .Refuses(404, "not-found");
    }
}
