namespace Kapprum.Absence;

/// <summary>Why a child is absent.</summary>
internal enum Reason
{
    Ill,

    /// <summary>A medical or dental visit.</summary>
    Medical,
    Other,
}
