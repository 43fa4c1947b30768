using Kapprum.Contracts.Absence;

namespace Kapprum.Notifications;

/// <summary>
/// Both guardians hear of all that happens to a child's absence; the staff of its group of what guardians do, and of
/// what is taken back. Who did it does not hear of it.
/// </summary>
internal sealed class TellOfAbsence(Bell bell)
    : IEventHandler<AbsenceReported>,
        IEventHandler<AbsenceChanged>,
        IEventHandler<AbsenceWithdrawn>,
        IEventHandler<AbsenceRecorded>,
        IEventHandler<UnexplainedAbsenceRecorded>,
        IEventHandler<AbsenceExplained>
{
    public Task Handle(IReadOnlyList<AbsenceReported> happened, CancellationToken ct) =>
        bell.Ring(
            NoticeKind.Reported,
            [.. happened.Select(e => new Happened(e.AbsenceId, e.ChildId, e.Day, e.By))],
            staffToo: true,
            ct: ct
        );

    public Task Handle(IReadOnlyList<AbsenceChanged> happened, CancellationToken ct) =>
        bell.Ring(
            NoticeKind.Changed,
            [.. happened.Select(e => new Happened(e.AbsenceId, e.ChildId, e.Day, e.By))],
            staffToo: true,
            ct: ct
        );

    public Task Handle(IReadOnlyList<AbsenceWithdrawn> happened, CancellationToken ct) =>
        bell.Ring(
            NoticeKind.Withdrawn,
            [.. happened.Select(e => new Happened(e.AbsenceId, e.ChildId, e.Day, e.By))],
            staffToo: true,
            ct: ct
        );

    public Task Handle(IReadOnlyList<AbsenceRecorded> happened, CancellationToken ct) =>
        bell.Ring(
            NoticeKind.Recorded,
            [.. happened.Select(e => new Happened(e.AbsenceId, e.ChildId, e.Day, e.By))],
            ct
        );

    public Task Handle(IReadOnlyList<UnexplainedAbsenceRecorded> happened, CancellationToken ct) =>
        bell.Ring(
            NoticeKind.Unexplained,
            [.. happened.Select(e => new Happened(e.AbsenceId, e.ChildId, e.Day, e.By))],
            ct
        );

    public Task Handle(IReadOnlyList<AbsenceExplained> happened, CancellationToken ct) =>
        bell.Ring(
            NoticeKind.Explained,
            [.. happened.Select(e => new Happened(e.AbsenceId, e.ChildId, e.Day, e.By))],
            ct
        );
}
