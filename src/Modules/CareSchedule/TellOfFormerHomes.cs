using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// A guardian with whose home a child took turns may be none after an import. The days fall to the other home at once;
/// here staff are told of it, once, so that somebody sees to how the days are shared now.
/// </summary>
internal sealed class TellOfFormerHomes(NpgsqlConnection db, IAudience audience, Outbox outbox, TimeProvider clock)
    : IEventHandler<RosterChanged>
{
    private sealed record Row(Guid Id, Guid ChildId, Guid First, Guid Second, DateTimeOffset? LeftAt);

    public async Task Handle(IReadOnlyList<RosterChanged> happened, CancellationToken ct)
    {
        var turns = await db.Query<Row>(
            """
            select t.id, t.child_id, t.first, t.second, t.left_at
            from careschedule.turn t
            where t.kind <> 'shared'
              and not exists (select from careschedule.turn later
                              where later.child_id = t.child_id and later.starts_on > t.starts_on
                                and later.starts_on <= @Today)
            """,
            new { Today = clock.Today() },
            ct
        );
        if (turns is [])
            return;

        var guardians = (
            await audience.GuardiansOf([.. turns.Select(turn => turn.ChildId).Distinct()], ct)
        ).ToHashSet();
        var left = turns.Where(turn => (turn.LeftAt is not null) != Left(turn)).ToLookup(Left);
        await db.Execute(
            """
            update careschedule.turn set left_at = @Now where id = any(@Left);
            update careschedule.turn set left_at = null where id = any(@Back)
            """,
            new
            {
                Now = clock.GetUtcNow(),
                Left = left[true].Select(turn => turn.Id).ToArray(),
                Back = left[false].Select(turn => turn.Id).ToArray(),
            },
            ct
        );
        foreach (var turn in left[true])
            outbox.Publish(TurnNotices.OfFormerHome(turn.Id, turn.ChildId));

        bool Left(Row turn) =>
            !guardians.Contains(new(turn.ChildId, turn.First)) || !guardians.Contains(new(turn.ChildId, turn.Second));
    }
}
