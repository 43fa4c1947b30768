namespace Kapprum.Contracts.Roster;

/// <summary>Why a child is given care.</summary>
public enum EntitlementKind
{
    /// <summary>Its guardians work or study, or it needs the care itself.</summary>
    Need,

    /// <summary>It is offered some hours a week, whatever its guardians do.</summary>
    Offered,
}
