namespace Kapprum.Roster.Contacts;

/// <summary>How a person is reached, as the view <c>roster.reach</c> has it.</summary>
internal sealed record Reach(
    string? Email,
    string? Phone,
    string? Street,
    string? PostalCode,
    string? City,
    string? EmergencyName,
    string? EmergencyPhone
);
