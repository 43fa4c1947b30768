namespace Kapprum.Contracts.Roster;

/// <summary>A unit and what it is called.</summary>
public sealed record UnitName(Guid Id, string Name);

/// <summary>
/// The units somebody administers today: all for administrators, the ones they lead for headteachers, none for others.
/// On the caller's connection.
/// </summary>
public interface IAdministeredUnits
{
    /// <summary>All of them, by name.</summary>
    Task<IReadOnlyList<UnitName>> All(CancellationToken ct);

    /// <summary>That one of them.</summary>
    /// <exception cref="Kernel.Refusal">404 for a unit that is not there or not the user's to administer.</exception>
    Task<UnitName> Require(Guid unitId, CancellationToken ct);
}
