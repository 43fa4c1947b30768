using Kapprum.Kernel;

namespace Kapprum.Contracts.Days;

/// <summary>A day on which a child has something to attend.</summary>
/// <param name="Pieces">At least one, by their beginning. They may overlap, as a school's and a leisure-time centre's
/// do.</param>
public sealed record ChildDay(Guid ChildId, DateOnly Date, IReadOnlyList<DayPiece> Pieces)
{
    /// <summary>
    /// It is the day of a home that is kept apart from the reader's: the pieces are what the roster says is possible,
    /// and not what that home has said.
    /// </summary>
    public bool OtherHome { get; init; }

    /// <summary>When the first piece begins.</summary>
    public TimeOfDay Begins => Pieces.Min(piece => piece.From);

    /// <summary>When the last piece ends.</summary>
    public TimeOfDay Ends => Pieces.Max(piece => piece.Until);

    /// <summary>
    /// What is attended between two times, in order and each minute once; between the pieces of a day there may be
    /// nothing.
    /// </summary>
    public IEnumerable<(TimeOfDay From, TimeOfDay Until)> Attended(TimeOfDay from, TimeOfDay until)
    {
        foreach (var piece in Pieces.OrderBy(piece => piece.From))
        {
            var (begins, ends) = (piece.From > from ? piece.From : from, piece.Until < until ? piece.Until : until);
            if (begins >= ends)
                continue;
            yield return (begins, ends);
            from = ends;
        }
    }

    /// <summary>What of it is left when the child is away at some times, in order.</summary>
    public IReadOnlyList<(TimeOfDay From, TimeOfDay Until)> Without(IEnumerable<(TimeOfDay From, TimeOfDay Until)> away)
    {
        List<(TimeOfDay From, TimeOfDay Until)> left = [];
        var from = Begins;
        foreach (var one in away.OrderBy(one => one.From))
        {
            left.AddRange(Attended(from, one.From));
            if (one.Until > from)
                from = one.Until;
        }

        left.AddRange(Attended(from, Ends));
        return left;
    }
}
