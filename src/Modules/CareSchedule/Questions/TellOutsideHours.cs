using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Every afternoon guardians are told, once, of answered days on which the child is at another unit for some days and
/// its times lie where that is not open.
/// </summary>
internal sealed record TellOutsideHours : ICommand
{
    private const int ChildrenAtOnce = 500;

    private sealed record Row(Guid Id, Guid ChildId, Guid UnitId, Guid? Household, DateOnly Day);

    public sealed class Handler(
        NpgsqlConnection db,
        ICarePlacements placements,
        CareFacts facts,
        Outbox outbox,
        TimeProvider clock
    ) : ICommandHandler<TellOutsideHours>
    {
        public async Task Handle(TellOutsideHours command, CancellationToken ct)
        {
            var today = clock.Today();
            var untold = await db.Query<Row>(
                """
                select id, child_id, unit_id, household, day
                from careschedule.answer
                where day > @today and care <> 'none' and told_outside_at is null
                """,
                new { today },
                ct
            );
            foreach (var some in untold.GroupBy(row => row.ChildId).Chunk(ChildrenAtOnce))
                await Tell([.. some.SelectMany(ofChild => ofChild)], ct);
        }

        private async Task Tell(List<Row> rows, CancellationToken ct)
        {
            var (from, until) = (rows.Min(row => row.Day), rows.Max(row => row.Day));
            Guid[] elsewhere =
            [
                .. (await placements.On([.. rows.Select(row => row.ChildId).Distinct()], from, until, ct))
                    .Where(placement => placement.AtId != placement.UnitId)
                    .Select(placement => placement.ChildId)
                    .Distinct(),
            ];
            if (elsewhere is [])
                return;

            var children = await facts.Of(elsewhere, from, until, ct);
            var outside = rows.Where(row =>
                    children.TryGetValue(row.ChildId, out var child)
                    && DayPlan
                        .Of(child, row.Day)
                        .Care.Any(care =>
                            care.OutsideHours
                            && care.Placement.AtId != row.UnitId
                            && care.Placement.UnitId == row.UnitId
                            && care.Household == row.Household
                        )
                )
                .ToList();
            await db.Execute(
                "update careschedule.answer set told_outside_at = @Now where id = any(@Ids)",
                new { Now = clock.GetUtcNow(), Ids = outside.Select(row => row.Id).ToArray() },
                ct
            );
            foreach (var ofChild in outside.GroupBy(row => row.ChildId))
                outbox.Publish(
                    QuestionNotices.Of(
                        QuestionNotices.Outside,
                        ofChild.MinBy(row => row.Day)!.Id,
                        ofChild.Key,
                        by: null
                    )
                );
        }
    }
}
