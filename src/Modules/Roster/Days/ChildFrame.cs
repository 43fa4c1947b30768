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
                select child_id, day, unit_id, group_id, begins, ends, source
                from roster.days_of(@Children, @from, @until)
                """,
                new
                {
                    Children = childIds.ToArray(),
                    from,
                    until = DateOnly.FromDayNumber(Math.Min(until.DayNumber, Horizon)),
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

    /// <summary>No home has said any of it.</summary>
    public IChildDays KnownTo(Guid guardian) => this;

    public async Task<IReadOnlyList<ClosedPlace>> Closed(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    ) =>
        await db.Query<ClosedPlace>(
            """
            select child.id as child_id, @from + after as date, c.unit_id,
                   coalesce(c.closed, 'closing-day') as because, c.reason, c.closed is null as partly
            from unnest(@Children) child (id)
            cross join generate_series(0, @Days) after
            cross join lateral roster.closed_places(child.id, @from + after) c
            order by date, child.id, c.unit_id
            """,
            new
            {
                Children = childIds.ToArray(),
                from,
                Days = Math.Min(until.DayNumber, Horizon) - from.DayNumber,
            },
            ct
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
