namespace Kapprum.CareSchedule;

/// <summary>A day that a copied week has left as it is.</summary>
/// <param name="Said">In the reader's language, where there is more to say.</param>
internal sealed record SkippedDay(DateOnly Date, SkippedBecause Because, string? Said = null);

/// <summary>Why a day cannot have what is copied.</summary>
internal enum SkippedBecause
{
    NoPlacement,
    Closed,
    Locked,

    /// <summary>Staff have set it.</summary>
    ByStaff,

    /// <summary>It is the other home's, or the place is.</summary>
    Others,

    /// <summary>The times do not fit, or the week would be longer than the child has a right to.</summary>
    DoesNotFit,
}
