namespace Kapprum.Contracts.Days;

/// <summary>How a child's day is at a moment.</summary>
public enum ChildState
{
    /// <summary>It is there; since when is known.</summary>
    Here,

    /// <summary>It comes, or is taken to have come.</summary>
    Expected,

    /// <summary>It has not come, and nobody has said why.</summary>
    Late,

    /// <summary>It does not come, and somebody has said why.</summary>
    Away,

    /// <summary>It has gone home.</summary>
    Home,

    /// <summary>It is at school until it comes to the leisure-time centre.</summary>
    School,

    /// <summary>Its day has ended.</summary>
    Over,

    /// <summary>There is nothing to attend.</summary>
    Free,

    /// <summary>Nobody has said when it comes.</summary>
    Unknown,
}
