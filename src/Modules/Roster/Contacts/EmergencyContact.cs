namespace Kapprum.Roster.Contacts;

/// <summary>Whom to call when no guardian answers.</summary>
internal sealed record EmergencyContact(string Name, Phone Phone)
{
    public static EmergencyContact? Of(string? name, string? phone) =>
        name is null ? null : new(name, Phone.Of(phone)!);
}
