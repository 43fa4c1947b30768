using Kapprum.Kernel;

namespace Kapprum.Contracts.Days;

/// <summary>A day on which a child has something to attend.</summary>
/// <param name="Pieces">At least one, by their beginning. They may overlap, as a school's and a leisure-time centre's
/// do.</param>
public sealed record ChildDay(Guid ChildId, DateOnly Date, IReadOnlyList<DayPiece> Pieces)
{
    /// <summary>When the first piece begins.</summary>
    public TimeOfDay Begins => Pieces.Min(piece => piece.From);

    /// <summary>When the last piece ends.</summary>
    public TimeOfDay Ends => Pieces.Max(piece => piece.Until);
}
