namespace Kapprum.Absence;

/// <summary>
/// What is known of a child's day at the door; each child is in one state, so that the numbers add up.
/// </summary>
internal enum DayState
{
    /// <summary>It comes, perhaps late or for a part of its day.</summary>
    Expected,

    /// <summary>It is absent all day, and it is known why.</summary>
    Away,

    /// <summary>It has not come, and nobody has said why.</summary>
    WithoutReason,

    /// <summary>It has nothing to attend.</summary>
    Off,
}
