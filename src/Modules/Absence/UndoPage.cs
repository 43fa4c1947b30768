namespace Kapprum.Absence;

/// <summary>The page that takes absences back.</summary>
internal static class UndoPage
{
    /// <summary>
    /// The address of the page that takes absences back, and of the page it then leads to if that is not the first one.
    /// </summary>
    public static string Of(IEnumerable<Guid> absenceIds, string? back = null) =>
        $"/absence/undo?{string.Join('&', absenceIds.Select(id => $"id={id}"))}"
        + (back is null ? "" : $"&back={Uri.EscapeDataString(back)}");
}
