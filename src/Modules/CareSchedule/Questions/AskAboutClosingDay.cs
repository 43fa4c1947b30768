using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// When it is decided that a unit is closed on a day, the guardians of its children are asked whether they need care
/// then: the municipality offers it elsewhere. Public holidays, on which all units are closed, are not asked about; nor
/// is a day too near to be answered in time, nor one that somebody has asked about already.
/// </summary>
internal sealed class AskAboutClosingDay(
    NpgsqlConnection db,
    ICarePlacements placements,
    ISettings settings,
    Outbox outbox,
    TimeProvider clock
) : IEventHandler<ClosingDayAdded>
{
    public async Task Handle(IReadOnlyList<ClosingDayAdded> happened, CancellationToken ct)
    {
        var today = clock.Today();
        foreach (var closed in happened)
            if (
                closed.UnitId is { } unit
                && QuestionRules.LastDay(closed.Day, today, await settings.Get(QuestionSettings.ClosingDays, ct))
                    is var last
                && last < closed.Day
                && await settings.Get(QuestionSettings.AskAboutClosingDays, unit, ct)
                && (await placements.Children(closed.Day, closed.Day, ct)).Contains(unit)
                && await Ask(closed, unit, today, last, ct)
            )
                outbox.Publish(new QuestionOpened(closed.ClosingDayId));
    }

    /// <summary>The question has the closing day's id: it is taken back with it.</summary>
    private async Task<bool> Ask(
        ClosingDayAdded closed,
        Guid unit,
        DateOnly today,
        DateOnly last,
        CancellationToken ct
    ) =>
        await db.Value<bool>(
            """
            with asked as (
                insert into careschedule.question
                    (id, name, starts_on, ends_on, opens_on, last_day, asks, for_unanswered, closing, asked_by,
                     asked_at)
                select @ClosingDayId, left(@Reason, 80), @Day, @Day, @today, @last, @Asks, @ForUnanswered, true, @By,
                       @Now
                where not exists (select from careschedule.question q
                                  join careschedule.question_unit u on u.question_id = q.id and u.unit_id = @unit
                                  where q.closing and q.starts_on = @Day)
                on conflict do nothing
                returning id),
            of_unit as (
                insert into careschedule.question_unit (question_id, unit_id) select id, @unit from asked)
            select exists (select from asked)
            """,
            new
            {
                closed.ClosingDayId,
                closed.Reason,
                closed.Day,
                closed.By,
                unit,
                today,
                last,
                Asks = Asks.Times,
                ForUnanswered = ForUnanswered.Unknown,
                Now = clock.GetUtcNow(),
            },
            ct
        );
}

/// <summary>A day on which the unit is open after all is asked about no more.</summary>
internal sealed class TakeBackWithClosingDay(NpgsqlConnection db) : IEventHandler<ClosingDayRemoved>
{
    public Task Handle(IReadOnlyList<ClosingDayRemoved> happened, CancellationToken ct) =>
        db.Execute(
            "delete from careschedule.question where id = any(@Ids)",
            new { Ids = happened.Select(one => one.ClosingDayId).ToArray() },
            ct
        );
}
