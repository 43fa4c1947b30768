namespace Kapprum.Contracts.Roster;

/// <summary>A child, and where it belongs on the day asked about; null where it belongs nowhere.</summary>
public sealed record Child(
    Guid Id,
    string GivenName,
    string FamilyName,
    bool Protected,
    Guid? GroupId,
    string? Group,
    Guid? UnitId,
    string? Unit
);
