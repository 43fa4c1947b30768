namespace Kapprum.Contracts.Days;

/// <summary>What an overlay says of the child.</summary>
public enum OverlayKind
{
    /// <summary>It does not come, and somebody has said why.</summary>
    Away,

    /// <summary>It did not come, and nobody has said why.</summary>
    Missing,

    /// <summary>It is or was there.</summary>
    Present,
}
