using System.Globalization;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Guardians of the demo's preschool are asked about the summer, and half of them have answered; and about the next
/// closing day.
/// </summary>
internal sealed class QuestionsDemo(
    NpgsqlConnection db,
    IAudience audience,
    ICarePlacements placements,
    ICareUnits units,
    Outbox outbox,
    TimeProvider clock
) : IDemoPart
{
    /// <summary>The weeks in which most people are away.</summary>
    private const int FirstWeek = 28;

    // Once there is somebody to log in as.
    public int Order => 40;

    public async Task Load(DemoData demo, CancellationToken ct)
    {
        var today = clock.Today();
        var head = demo.LogIns.Find(logIn => logIn.UserName == "rektor")?.PersonId ?? Guid.Empty;
        var own = await audience.ChildrenOf([.. demo.LogIns.Select(logIn => logIn.PersonId).OfType<Guid>()], ct);
        var placed = await placements.On([.. own.Select(pair => pair.ChildId).Distinct()], today, today, ct);
        if (placed.FirstOrDefault(placement => !placement.Leisure) is not { UnitId: var unit })
            return;

        var starts = DateOnly.FromDateTime(ISOWeek.ToDateTime(today.Year, FirstWeek, DayOfWeek.Monday));
        if (starts <= today.AddDays(60))
            starts = DateOnly.FromDateTime(ISOWeek.ToDateTime(today.Year + 1, FirstWeek, DayOfWeek.Monday));
        await Ask(head, unit, "Sommar", starts, starts.AddDays(25), today.AddDays(30), closing: false, ct);
        await AnswerHalf(unit, starts, own, ct);

        var open = await units.On(unit, today.AddDays(22), today.AddDays(200), ct);
        if (open.Days.FirstOrDefault(day => day.Closed == ClosedBecause.ClosingDay) is { } closed)
        {
            var last = closed.Date.AddDays(-21);
            await Ask(head, unit, closed.Reason ?? "Stängt", closed.Date, closed.Date, last, closing: true, ct);
        }
    }

    private async Task Ask(
        Guid head,
        Guid unit,
        string name,
        DateOnly starts,
        DateOnly ends,
        DateOnly last,
        bool closing,
        CancellationToken ct
    )
    {
        var id = Guid.CreateVersion7();
        await db.Execute(
            """
            insert into careschedule.question
                (id, name, starts_on, ends_on, opens_on, last_day, asks, for_unanswered, closing, asked_by, asked_at)
            values (@id, @name, @starts, @ends, @Today, @last, 'times', 'unknown', @closing, @head, @Now);
            insert into careschedule.question_unit (question_id, unit_id) values (@id, @unit)
            """,
            new
            {
                id,
                name,
                starts,
                ends,
                last,
                closing,
                head,
                unit,
                Today = clock.Today(),
                Now = clock.GetUtcNow(),
            },
            ct
        );
        outbox.Publish(new QuestionOpened(id));
    }

    /// <summary>Every other child's guardian has answered; of those who log in nobody has.</summary>
    private async Task AnswerHalf(Guid unit, DateOnly starts, IReadOnlyList<ChildPerson> own, CancellationToken ct)
    {
        var children = (await placements.Children(starts, starts.AddDays(25), ct))[unit]
            .Except(own.Select(pair => pair.ChildId))
            .Order()
            .ToList();
        var guardians = (await audience.GuardiansOf(children, ct))
            .GroupBy(pair => pair.ChildId)
            .Where((_, nth) => nth % 2 == 0)
            .Select(ofChild => ofChild.First())
            .ToList();
        await db.Execute(
            """
            insert into careschedule.child (id) select unnest(@Children) on conflict do nothing;
            insert into careschedule.answer
                (id, child_id, unit_id, day, care, by_staff, answered_by, answered_at)
            select gen_random_uuid(), given.child_id, @unit, day::date,
                   case when extract(week from day)::int % 3 = given.nth % 3 then 'usual' else 'none' end, false,
                   given.person_id, @Now
            from unnest(@Children, @People) with ordinality given (child_id, person_id, nth)
            cross join generate_series(@starts::timestamp, @starts::timestamp + interval '25 days', '1 day') day
            where extract(isodow from day) <= 5
            """,
            new
            {
                unit,
                starts,
                Children = guardians.Select(pair => pair.ChildId).ToArray(),
                People = guardians.Select(pair => pair.PersonId).ToArray(),
                Now = clock.GetUtcNow(),
            },
            ct
        );
    }
}
