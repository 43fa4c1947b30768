namespace Kapprum.Roster.People;

/// <summary>What an adult is to a child.</summary>
internal enum GuardianKind
{
    /// <summary>Has a guardian's rights.</summary>
    Custodian,

    /// <summary>Has none.</summary>
    Contact,
}
