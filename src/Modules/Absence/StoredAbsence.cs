using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>An absence with all that is stored of it.</summary>
internal sealed record StoredAbsence : AbsenceSummary
{
    /// <summary>What is selected from <c>absence.absence</c> to fill it.</summary>
    public const string Columns = """
        id, child_id, day, kind, whole_day, from_time as "from", until_time as until, reason, note, valid, by_staff,
        withdrawn_at is not null as withdrawn, recorded_by, recorded_at, changed_by, changed_at,
        explained_by, explained_at, withdrawn_by, withdrawn_at, version
        """;

    public required Guid ChildId { get; init; }
    public required string? Note { get; init; }

    /// <summary>Whether the school accepts it; null while unexplained.</summary>
    public required bool? Valid { get; init; }
    public required bool Withdrawn { get; init; }
    public required Guid RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public required Guid? ChangedBy { get; init; }
    public required DateTimeOffset? ChangedAt { get; init; }
    public required Guid? ExplainedBy { get; init; }
    public required DateTimeOffset? ExplainedAt { get; init; }
    public required Guid? WithdrawnBy { get; init; }
    public required DateTimeOffset? WithdrawnAt { get; init; }
    public required int Version { get; init; }

    /// <summary>Who has said why.</summary>
    public Guid SaidBy => ExplainedBy ?? ChangedBy ?? RecordedBy;

    /// <summary>
    /// As a guardian is told on a day of the other home: but for what he or she has said, neither why nor when.
    /// </summary>
    public StoredAbsence AsOtherHome(Guid reader)
    {
        var told =
            RecordedBy == reader
                ? this
                : this with
                {
                    OtherHome = true,
                    Kind = AbsenceKind.Absence,
                    From = TimeOfDay.Midnight,
                    Until = TimeOfDay.EndOfDay,
                };
        return Reason is null || SaidBy == reader
            ? told
            : told with
            {
                OtherHome = true,
                ReasonHidden = true,
                Reason = null,
                Note = null,
                Valid = null,
            };
    }

    /// <summary>
    /// Locks one that is not withdrawn; not found for whoever has no relation to the child today, stale when it is no
    /// longer the version expected.
    /// </summary>
    public static async Task<(StoredAbsence Absence, Relation Viewer)> Lock(
        Guid absenceId,
        int? expected,
        NpgsqlConnection db,
        IChildAccess access,
        CancellationToken ct
    )
    {
        var absence =
            await db.OneOrNone<StoredAbsence>(
                $"""
                select {Columns}
                from absence.absence
                where id = @absenceId and withdrawn_at is null
                for update
                """,
                new { absenceId },
                ct
            ) ?? throw Refusal.NotFound("absence");
        var viewer = await access.Require(absence.ChildId, Relation.Any, ct, "absence");
        return expected is not null && expected != absence.Version ? throw Refusal.Stale() : (absence, viewer);
    }
}
