using Kapprum.Kernel;

namespace Kapprum.Contracts.Absence;

/// <summary>A guardian has reported a child absent.</summary>
[Event("absence/reported")]
public sealed record AbsenceReported(Guid AbsenceId, Guid ChildId, DateOnly Day, Guid By) : IEvent;

/// <summary>A guardian has changed a reported absence.</summary>
[Event("absence/changed")]
public sealed record AbsenceChanged(Guid AbsenceId, Guid ChildId, DateOnly Day, Guid By) : IEvent;

/// <summary>A reported absence no longer holds; the child is expected after all.</summary>
[Event("absence/withdrawn")]
public sealed record AbsenceWithdrawn(Guid AbsenceId, Guid ChildId, DateOnly Day, Guid By) : IEvent;

/// <summary>Staff have recorded an absence or a late arrival that nobody has explained.</summary>
[Event("absence/unexplained")]
public sealed record UnexplainedAbsenceRecorded(Guid AbsenceId, Guid ChildId, DateOnly Day, Guid By) : IEvent;

/// <summary>Staff have recorded an absence or a late arrival with its reason.</summary>
[Event("absence/recorded")]
public sealed record AbsenceRecorded(Guid AbsenceId, Guid ChildId, DateOnly Day, Guid By) : IEvent;

/// <summary>An unexplained absence has been explained, by a guardian or by staff.</summary>
[Event("absence/explained")]
public sealed record AbsenceExplained(Guid AbsenceId, Guid ChildId, DateOnly Day, Guid By) : IEvent;

/// <summary>An absence that stands.</summary>
/// <param name="Reason">ill, medical, other; null while unexplained.</param>
/// <param name="Kind">absence, or late-arrival.</param>
public sealed record CurrentAbsence(
    Guid Id,
    Guid ChildId,
    DateOnly Day,
    string Kind,
    bool WholeDay,
    TimeOfDay From,
    TimeOfDay Until,
    string? Reason,
    bool ByStaff
);

/// <summary>
/// Looks absences up, on the caller's connection. The caller has seen to it that the children may be seen.
/// </summary>
public interface IAbsences
{
    /// <summary>
    /// What stands for the children from a day on, and what of the 30 days before nobody has explained; in order.
    /// </summary>
    Task<IReadOnlyList<CurrentAbsence>> StandingFor(Guid[] childIds, DateOnly from, CancellationToken ct);

    /// <summary>Those of the absences that stand, by id.</summary>
    Task<IReadOnlyDictionary<Guid, CurrentAbsence>> StandingOf(Guid[] absenceIds, CancellationToken ct);
}
