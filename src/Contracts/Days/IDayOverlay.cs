using Kapprum.Kernel;

namespace Kapprum.Contracts.Days;

/// <summary>
/// What one module lays over the plan of children's days: absences, leave, presence. Whoever wants the whole picture
/// asks all of them by <see cref="DayOverlays.Over"/> and names none.
/// </summary>
public interface IDayOverlay : IContribution
{
    /// <summary>
    /// What lies over the children's days of a period, in one round trip. The caller has seen to it that the children
    /// may be seen.
    /// </summary>
    Task<IReadOnlyList<OverlaidPiece>> Over(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    );
}
