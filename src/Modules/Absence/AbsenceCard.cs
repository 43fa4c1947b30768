using Kapprum.Contracts.Start;

namespace Kapprum.Absence;

/// <summary>
/// A child's absences on the start page: what stands from today on, what of the last 30 days nobody has explained, and
/// the button to report one.
/// </summary>
[ChildData("absences", typeof(IReadOnlyList<AbsenceSummary>))]
internal sealed class AbsenceCard(NpgsqlConnection db, Texts texts, DateText dates, TimeProvider clock) : IChildCard
{
    public int Order => 20;

    public async Task<IReadOnlyDictionary<Guid, ChildCardPart>> Of(IReadOnlyList<Guid> childIds, CancellationToken ct)
    {
        var rows = await db.Query<AbsenceSummary, Guid, (AbsenceSummary Absence, Guid Child)>(
            """
            select id, day, kind, whole_day, from_time as "from", until_time as until, reason, by_staff, child_id
            from absence.absence
            where child_id = any(@childIds) and withdrawn_at is null
              and day >= @today - 30 and (day >= @today or reason is null)
            order by day, from_time
            """,
            (absence, child) => (absence, child),
            new { childIds, today = clock.Today() },
            "child_id",
            ct
        );
        var absences = rows.ToLookup(row => row.Child, row => row.Absence);
        return childIds.ToDictionary(
            child => child,
            child => new ChildCardPart(
                [.. absences[child].Select(Line)],
                [new("calendar-off", texts["absence.card.report"], $"/absence/report?for={child}")],
                new Dictionary<string, object?> { ["absences"] = absences[child].ToList() }
            )
        );
    }

    private ChildLine Line(AbsenceSummary absence) =>
        new(
            absence.Reason is null ? "circle-help" : "calendar-off",
            texts[$"absence.card.{absence.Reason?.Stored() ?? "unexplained"}"],
            $"/absence/{absence.Id}",
            absence.WholeDay
                ? texts["absence.card.whole-day", ("day", dates.Day(absence.Day))]
                : texts[
                    "absence.card.part",
                    ("day", dates.Day(absence.Day)),
                    ("times", dates.Times(absence.From, absence.Until))
                ],
            absence.Reason is null ? texts["absence.card.explain"] : null
        );
}
