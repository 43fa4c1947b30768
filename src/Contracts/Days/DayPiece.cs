using Kapprum.Kernel;

namespace Kapprum.Contracts.Days;

/// <summary>A part of a child's day that is spent at one unit. A night is two pieces, on two days.</summary>
/// <param name="GroupId">The group there; null when the child is in none.</param>
/// <param name="From">On the wall's clock, before <paramref name="Until"/>.</param>
/// <param name="Until">At most 24:00.</param>
public sealed record DayPiece(Guid UnitId, Guid? GroupId, TimeOfDay From, TimeOfDay Until, DaySource Source);
