using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>Looks up questions, and which days of children they are about.</summary>
internal sealed class AskedDays(NpgsqlConnection db, ICarePlacements placements)
{
    /// <summary>Of <c>careschedule.question q</c>, as they make a <see cref="Questions.Question"/>.</summary>
    public const string Columns = """
        q.id, q.name, q.note, q.starts_on, q.ends_on, q.opens_on, q.last_day, q.asks, q.for_unanswered, q.closing,
        q.asked_at, q.version,
        array(select u.unit_id from careschedule.question_unit u where u.question_id = q.id) as units
        """;

    /// <summary>Null when there is none.</summary>
    public Task<Question?> Question(Guid id, CancellationToken ct) =>
        db.OneOrNone<Question>($"select {Columns} from careschedule.question q where q.id = @id", new { id }, ct);

    /// <summary>The same while nobody else changes it.</summary>
    public Task<Question?> Locked(Guid id, CancellationToken ct) =>
        db.OneOrNone<Question>(
            $"select {Columns} from careschedule.question q where q.id = @id for update of q",
            new { id },
            ct
        );

    /// <summary>Those of the ids that there are.</summary>
    public Task<IReadOnlyList<Question>> Of(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        db.Query<Question>(
            $"select {Columns} from careschedule.question q where q.id = any(@Ids)",
            new { Ids = ids.ToArray() },
            ct
        );

    /// <summary>Those about the units of children whose days are not over, by their first.</summary>
    public async Task<IReadOnlyList<Question>> NotOver(
        IReadOnlyCollection<Guid> childIds,
        DateOnly today,
        CancellationToken ct
    ) =>
        await placements.Units(childIds, today, ct) is { Count: > 0 } units
            ? await db.Query<Question>(
                $"""
                select {Columns}
                from careschedule.question q
                where q.ends_on >= @today
                  and exists (select from careschedule.question_unit u
                              where u.question_id = q.id and u.unit_id = any(@Units))
                order by q.starts_on, q.id
                """,
                new { Units = units.ToArray(), today },
                ct
            )
            : [];

    /// <summary>All whose days are not over, by their first.</summary>
    public Task<IReadOnlyList<Question>> NotOver(DateOnly today, CancellationToken ct) =>
        db.Query<Question>(
            $"select {Columns} from careschedule.question q where q.ends_on >= @today order by q.starts_on, q.id",
            new { today },
            ct
        );

    /// <summary>Those about the units, the latest first.</summary>
    public Task<IReadOnlyList<Question>> OfUnits(IReadOnlyCollection<Guid> unitIds, CancellationToken ct) =>
        db.Query<Question>(
            $"""
            select {Columns}
            from careschedule.question q
            where q.id in (select of_unit.question_id
                           from careschedule.question_unit of_unit
                           where of_unit.unit_id = any(@Units))
            order by q.starts_on desc, q.id
            """,
            new { Units = unitIds.ToArray() },
            ct
        );

    /// <summary>The days of a child that a question is about, at each of its placements, in order.</summary>
    public static IEnumerable<PlannedCare> Of(ChildFacts child, Question question) =>
        from one in child.Questions.All
        where one.Id == question.Id
        from after in Enumerable.Range(0, question.EndsOn.DayNumber - question.StartsOn.DayNumber + 1)
        from care in DayPlan.Of(child, question.StartsOn.AddDays(after)).Care
        where care.Asked is { } asked && asked.Questions.Any(one => one.Id == question.Id)
        select care;

    /// <summary>Those of them that a guardian answers.</summary>
    public static IEnumerable<PlannedCare> Of(ChildFacts child, Question question, Guid guardian)
    {
        var writer = new CareWriter(guardian, ByStaff: false);
        return Of(child, question).Where(care => writer.Writes(child, care.Placement));
    }

    /// <summary>A guardian can answer the day now, and nobody has.</summary>
    public static bool IsLeft(PlannedCare care) => care.Asked is { Phase: QuestionPhase.Open, IsAnswered: false };
}
