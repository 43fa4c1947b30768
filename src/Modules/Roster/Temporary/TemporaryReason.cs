namespace Kapprum.Roster.Temporary;

/// <summary>Why a child is elsewhere for some days.</summary>
internal enum TemporaryReason
{
    /// <summary>Units are together while few children come.</summary>
    Merge,

    /// <summary>Its own unit is closed.</summary>
    Closing,

    /// <summary>Something is repaired at its own unit.</summary>
    Repair,
}
