using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>Keeps what is answered about days, when it may be said and is right.</summary>
internal sealed class DayAnswers(
    NpgsqlConnection db,
    Slots slots,
    ISettings settings,
    Texts texts,
    DateText dates,
    TimeProvider clock
)
{
    /// <summary>What somebody answers of one day.</summary>
    /// <param name="Field">Null when it is one of all days.</param>
    public sealed record Wanted(
        Guid Id,
        Guid ChildId,
        PlannedCare Planned,
        DayCare Care,
        IReadOnlyList<CareTime> Times,
        string? Field
    )
    {
        public Guid UnitId => Planned.Placement.UnitId;
        public Guid? Household => Planned.Household;
        public DateOnly Day => Planned.Placement.Day;
    }

    /// <summary>Looks at what is answered of children by the rules.</summary>
    /// <exception cref="ValidationException">With all that is wrong.</exception>
    /// <exception cref="Refusal">A guardian cannot answer such a day now; no child is asked at all.</exception>
    public async Task<IReadOnlyList<Wanted>> Look(
        Question question,
        IReadOnlyList<AnswerQuestion.OfChild> given,
        IReadOnlyDictionary<Guid, ChildFacts> children,
        IReadOnlyDictionary<Guid, CareWriter> writers,
        CancellationToken ct
    )
    {
        var faults = new CareFaults(texts, dates);
        Refusal? refused = null;
        List<Wanted> all = [];
        foreach (var (at, child) in given.Index())
        {
            var (known, writer) = (children[child.ChildId], writers[child.ChildId]);
            List<PlannedCare> days =
            [
                .. AskedDays
                    .Of(known, question)
                    .Where(care => care.Placement.Day >= clock.Today() && writer.Writes(known, care.Placement))
                    // Two places of all guardians at one unit have one schedule.
                    .DistinctBy(care => (care.Placement.Day, care.Placement.UnitId, care.Household)),
            ];
            List<Wanted> own = [];
            foreach (var (nth, day) in (child.Days ?? []).Index())
                if (Named(known, days, day, $"Children[{at}].Days[{nth}]", writer, faults) is { } wanted)
                    if (own.Exists(other => other.Planned == wanted.Planned))
                        faults.Add(
                            $"{wanted.Field}.Date",
                            "twice",
                            texts["careschedule.question.fault.not-asked", ("day", dates.Date(day.Date))]
                        );
                    else
                        own.Add(wanted);
            if (child.All is { } care)
            {
                var open = days.FindAll(one => writer.ByStaff || WhyNot(one, care) is null);
                // That one child cannot be answered for keeps nobody from answering for another.
                if (open is [] && days is [var first, ..])
                    refused ??= WhyNot(first, care);
                own.AddRange(
                    open.Where(one => !own.Exists(named => named.Planned == one))
                        .Select(one => new Wanted(Guid.CreateVersion7(), child.ChildId, one, care, [], null))
                );
            }

            await Check(question, known, own, $"Children[{at}].All", faults, ct);
            all.AddRange(own);
        }

        if (all is [] && !faults.Any && !children.Values.Any(child => AskedDays.Of(child, question).Any()))
            throw Refusal.NotFound("question");
        faults.Refuse();
        return all is [] && refused is { } no ? throw no : all;
    }

    private Wanted? Named(
        ChildFacts child,
        List<PlannedCare> days,
        AnswerQuestion.OfDay given,
        string field,
        CareWriter writer,
        CareFaults faults
    )
    {
        var care = days.Find(one =>
            one.Placement.Day == given.Date
            && (given.UnitId ?? one.Placement.UnitId) == one.Placement.UnitId
            && (given.Household ?? one.Household) == one.Household
        );
        if (care is null)
        {
            faults.Add(
                $"{field}.Date",
                "not-asked",
                texts["careschedule.question.fault.not-asked", ("day", dates.Date(given.Date))]
            );
            return null;
        }

        if (!writer.ByStaff && WhyNot(care, given.Care) is { } no)
            throw no;
        return new(
            Guid.CreateVersion7(),
            child.ChildId,
            care,
            given.Care,
            given.Care == DayCare.Times ? CareTime.Joined(given.Times ?? []) : [],
            field
        );
    }

    /// <summary>
    /// Says why a guardian cannot answer a day so; null when he or she can. That a child does not come can be said
    /// also when the last day is over.
    /// </summary>
    private Refusal? WhyNot(PlannedCare care, DayCare answer) =>
        care.Asked!.Phase == QuestionPhase.NotYet ? QuestionLocks.NotYet(care.Asked, dates)
        : care.Asked.Phase == QuestionPhase.Over && answer != DayCare.None ? QuestionLocks.Closed(care.Asked, dates)
        : care.Asked.Change is { ByStaff: true }
            ? Refusal.Conflict("careschedule/set-by-staff", ("day", dates.Date(care.Placement.Day)))
        : null;

    private async Task Check(
        Question question,
        ChildFacts child,
        List<Wanted> wanted,
        string ofAll,
        CareFaults faults,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var after = child with
        {
            Questions = child.Questions with
            {
                Answers = child
                    .Questions.Answers.SelectMany(day => day)
                    .Where(old =>
                        !wanted.Exists(one =>
                            one.Day == old.Day && one.UnitId == old.UnitId && one.Household == old.Household
                        )
                    )
                    .Concat(wanted.Select(one => Answer(one, by: Guid.Empty, byStaff: false, now)))
                    .ToLookup(one => one.Day),
            },
        };
        foreach (var one in wanted.Where(one => one.Care == DayCare.Times))
        {
            if (question.Asks == Asks.Care)
                faults.Add($"{one.Field}.Care", "only-care", texts["careschedule.question.fault.only-care"]);
            faults.Shape(one.Field!, one.Times, await settings.Get(CareSettings.Step, one.UnitId, ct));
            // On a day on which its own unit is closed nobody knows yet where the child will be.
            if (one.Planned.Open is not [])
                foreach (var (at, time) in one.Times.Index())
                    faults.Hours(
                        $"{one.Field}.Times[{at}]",
                        time,
                        one.Planned.Open,
                        Care(after, one, one.Day.AddDays(1))?.Open ?? []
                    );
        }

        foreach (var one in wanted.Where(one => one.Care != DayCare.None))
        {
            var (field, times) = (one.Field is { } named ? $"{named}.Times" : ofAll, Care(after, one, one.Day)?.Times);
            faults.Nights(
                field,
                one.Day,
                times ?? [],
                Care(after, one, one.Day.AddDays(-1)),
                Care(after, one, one.Day.AddDays(1))
            );
        }

        foreach (
            var place in wanted
                .Where(one => one.Planned.Placement.Entitlement == EntitlementKind.Offered)
                .GroupBy(one => one.UnitId)
        )
        {
            var bound = await slots.Of(place.Key, ct);
            foreach (var one in place)
            foreach (var (at, time) in one.Times.Index())
                faults.Within($"{one.Field}.Times[{at}]", time, Pattern.Weekday(one.Day), bound);
        }

        foreach (var week in wanted.GroupBy(one => (Monday: Pattern.Monday(one.Day), one.UnitId, one.Household)))
            faults.Cap(
                week.Last().Field ?? ofAll,
                (week.Key.UnitId, week.Key.Household),
                week.Key.Monday,
                week.Min(one => one.Planned.Placement.WeeklyMinutes),
                child,
                after
            );
    }

    private static PlannedCare? Care(ChildFacts child, Wanted one, DateOnly day) =>
        DayPlan.At(child, one.UnitId, one.Household, day);

    private static DayAnswer Answer(Wanted one, Guid by, bool byStaff, DateTimeOffset now) =>
        new()
        {
            UnitId = one.UnitId,
            Household = one.Household,
            Day = one.Day,
            Care = one.Care,
            ByStaff = byStaff,
            AnsweredBy = by,
            AnsweredAt = now,
            Times = one.Times,
        };

    /// <summary>Keeps it in place of what was answered before.</summary>
    public Task Store(IReadOnlyList<Wanted> wanted, IReadOnlyDictionary<Guid, CareWriter> writers, CancellationToken ct)
    {
        var times = wanted.SelectMany(one => one.Times, (one, time) => (one.Id, Time: time)).ToList();
        return db.Execute(
            """
            delete from careschedule.answer a
            using unnest(@Children, @Units, @Households, @Days) given (child_id, unit_id, household, day)
            where a.child_id = given.child_id and a.day = given.day and a.unit_id = given.unit_id
              and a.household is not distinct from given.household;
            insert into careschedule.answer
                (id, child_id, unit_id, household, day, care, by_staff, answered_by, answered_at)
            select *, @Now
            from unnest(@Ids, @Children, @Units, @Households, @Days, @Cares, @ByStaff, @By);
            insert into careschedule.answer_time (answer_id, begins, ends, next_day)
            select * from unnest(@TimeIds, @Begins, @Ends, @NextDay)
            """,
            new
            {
                Ids = wanted.Select(one => one.Id).ToArray(),
                Children = wanted.Select(one => one.ChildId).ToArray(),
                Units = wanted.Select(one => one.UnitId).ToArray(),
                Households = wanted.Select(one => one.Household).ToArray(),
                Days = wanted.Select(one => one.Day).ToArray(),
                Cares = wanted.Select(one => one.Care.Stored()).ToArray(),
                ByStaff = wanted.Select(one => writers[one.ChildId].ByStaff).ToArray(),
                By = wanted.Select(one => writers[one.ChildId].PersonId).ToArray(),
                Now = clock.GetUtcNow(),
                TimeIds = times.Select(one => one.Id).ToArray(),
                Begins = times.Select(one => one.Time.StoredFrom).ToArray(),
                Ends = times.Select(one => one.Time.StoredUntil).ToArray(),
                NextDay = times.Select(one => one.Time.NextDay).ToArray(),
            },
            ct
        );
    }
}
