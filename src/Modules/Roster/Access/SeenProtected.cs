using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

/// <summary>Who sees a protected child is in the audit log, whichever slice has asked.</summary>
internal static class SeenProtected
{
    public const string Action = "roster.read-protected";

    public static Task OfProtected(this Audit audit, IEnumerable<Child> seen, CancellationToken ct) =>
        audit.Read(Action, "child", seen.Where(child => child.Protected).Select(child => child.Id).Distinct(), ct);
}
