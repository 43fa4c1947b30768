using Kapprum.Contracts.Days;

namespace Kapprum.Contracts.Roster;

/// <summary>
/// What of a child's day is possible by the roster alone: a pupil's timetable, and the opening hours of where a child
/// is placed. It answers <see cref="IChildDays"/> until a module with better knowledge does, which starts from it.
/// </summary>
public interface IChildFrame : IChildDays
{
    /// <summary>
    /// Where children belong on the days of a period and nothing is possible, or only at other hours than usual, and
    /// why; by day. One round trip.
    /// </summary>
    Task<IReadOnlyList<ClosedPlace>> Closed(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    );
}
