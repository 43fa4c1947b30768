using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Days;

internal sealed class ChildFrame(NpgsqlConnection db, TimeProvider clock) : IChildFrame
{
    private sealed record Row(
        Guid ChildId,
        DateOnly Day,
        Guid UnitId,
        Guid? GroupId,
        TimeOfDay Begins,
        TimeOfDay Ends,
        DaySource Source
    );

    public async Task<IReadOnlyList<ChildDay>> On(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    ) =>
        Days(
            await db.Query<Row>(
                """
                with asked as materialized (
                    select @from + after as day, k.day is not null as kept, k.closed is null as school
                    from generate_series(0, @Days) after
                    left join roster.frame_calendar k on k.day = @from + after)
                select child.id as child_id, asked.day, p.unit_id, p.group_id, p.begins, p.ends, p.source
                from unnest(@Children) child (id)
                join asked on asked.kept
                cross join lateral roster.kept_pieces(child.id, asked.day, asked.school) p
                union all
                select child.id, asked.day, p.unit_id, p.group_id, p.begins, p.ends, p.source
                from unnest(@Children) child (id)
                join asked on not asked.kept
                cross join lateral roster.child_pieces(child.id, asked.day) p
                """,
                new
                {
                    Children = childIds.ToArray(),
                    from,
                    Days = Math.Min(until.DayNumber, Horizon) - from.DayNumber,
                },
                ct
            )
        );

    public async Task<IReadOnlyList<ChildDay>> Next(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        int count,
        CancellationToken ct
    ) =>
        Days(
            await db.Query<Row>(
                """
                select child.id as child_id, p.day, p.unit_id, p.group_id, p.begins, p.ends, p.source
                from unnest(@Children) child (id)
                cross join lateral roster.next_pieces(child.id, @from, @until, @count) p
                """,
                new
                {
                    Children = childIds.ToArray(),
                    from,
                    until = DateOnly.FromDayNumber(Horizon),
                    count,
                },
                ct
            )
        );

    private int Horizon => clock.Today().DayNumber + IChildDays.Horizon;

    private static IReadOnlyList<ChildDay> Days(IReadOnlyList<Row> rows) =>
        [
            .. from row in rows
            group row by (row.Day, row.ChildId) into pieces
            orderby pieces.Key.Day, pieces.Key.ChildId
            select new ChildDay(
                pieces.Key.ChildId,
                pieces.Key.Day,
                [
                    .. from piece in pieces
                    orderby piece.Begins, piece.Ends, piece.UnitId
                    select new DayPiece(piece.UnitId, piece.GroupId, piece.Begins, piece.Ends, piece.Source),
                ]
            ),
        ];
}
