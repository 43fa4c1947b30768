using Kapprum.Kernel;

namespace Kapprum.Contracts.Days;

/// <summary>How a child's day is now.</summary>
/// <param name="Day">What is planned today; null when that is nothing.</param>
/// <param name="Because">What a module knows that makes it so; null when it follows from the plan.</param>
/// <param name="At">Since when it is here or at home, or when it is expected; null when that is past or not
/// known.</param>
public sealed record ChildNow(ChildState State, ChildDay? Day, OverlaidPiece? Because = null, TimeOfDay? At = null)
{
    /// <summary>
    /// What follows from the plan and from what lies over it. What is said of the child counts more than the plan: a
    /// child that is away for all of its day is so before, during and after it.
    /// </summary>
    /// <param name="over">What lies over the child's day, by time.</param>
    public static ChildNow Of(ChildDay? day, IReadOnlyList<OverlaidPiece> over, TimeOfDay now)
    {
        var absences = over.Where(piece => piece.Kind != OverlayKind.Present).ToList();
        if (day is null)
            return absences is [var said, ..] ? Absent(said, day) : new(ChildState.Free, day);

        var attended = day.Without(absences.Select(piece => (piece.From, piece.Until)));
        if (attended.Count == 0)
            return Absent(absences[0], day);
        if (now >= day.Ends)
            return new(ChildState.Over, day);
        var comes = attended[0].From;
        if (now < comes)
            return new(ChildState.Expected, day, absences.Find(piece => piece.Until == comes), comes);
        if (absences.Find(piece => piece.From <= now && piece.Until > now) is { } current)
            return Absent(current, day);
        if (over.FirstOrDefault(piece => piece.Kind == OverlayKind.Present && piece.From <= now) is { } present)
            return new(ChildState.Here, day, present, present.From);

        // Between two pieces of its day it comes to the next; who comes no more that day is done.
        var next = attended.FirstOrDefault(piece => piece.Until > now);
        return next == default ? new(ChildState.Over, day)
            : next.From > now ? new(ChildState.Expected, day, At: next.From)
            : new(ChildState.Expected, day);
    }

    private static ChildNow Absent(OverlaidPiece piece, ChildDay? day) =>
        new(piece.Kind == OverlayKind.Missing ? ChildState.Late : ChildState.Away, day, piece);
}
