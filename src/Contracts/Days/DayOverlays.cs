namespace Kapprum.Contracts.Days;

public static class DayOverlays
{
    /// <summary>What all modules together lay over the children's days of a period, by day and time.</summary>
    public static async Task<IReadOnlyList<OverlaidPiece>> Over(
        this IEnumerable<IDayOverlay> overlays,
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    )
    {
        List<OverlaidPiece> pieces = [];
        foreach (var overlay in overlays)
            pieces.AddRange(await overlay.Over(childIds, from, until, ct));
        return [.. pieces.OrderBy(piece => piece.Date).ThenBy(piece => piece.From).ThenBy(piece => piece.AboutId)];
    }
}
