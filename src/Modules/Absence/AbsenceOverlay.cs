using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// The absences that stand, over the plan of the days: who has to do with the child may know the reason.
/// </summary>
internal sealed class AbsenceOverlay(NpgsqlConnection db) : IDayOverlay
{
    public async Task<IReadOnlyList<OverlaidPiece>> Over(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    )
    {
        var absences = await db.Query<StoredAbsence>(
            $"""
            select {StoredAbsence.Columns}
            from absence.absence
            where child_id = any(@Children) and day between @from and @until and withdrawn_at is null
            """,
            new
            {
                Children = childIds.ToArray(),
                from,
                until,
            },
            ct
        );
        return
        [
            .. from absence in absences
            select new OverlaidPiece
            {
                ChildId = absence.ChildId,
                Date = absence.Day,
                From = absence.From,
                Until = absence.Until,
                Kind = AbsenceRules.LacksReason(absence) ? OverlayKind.Missing : OverlayKind.Away,
                WholeDay = absence.WholeDay,
                AboutId = absence.Id,
                Path = $"/absence/{absence.Id}",
                TextKey = AbsenceRules.LacksReason(absence) ? "absence.unexplained" : "absence.absent",
                DetailKey = absence.Reason is { } reason ? $"absence.reason.{reason.Stored()}" : null,
                DetailFor = Relation.Any,
            },
        ];
    }
}
