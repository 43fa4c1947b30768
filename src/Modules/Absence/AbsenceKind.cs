namespace Kapprum.Absence;

/// <summary>What an absence is.</summary>
internal enum AbsenceKind
{
    Absence,

    /// <summary>It lasts from the start of the child's day until the child came.</summary>
    LateArrival,
}
