using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>
/// Decides which units the current user administers today: administrators all of them, headteachers those they lead,
/// everybody else none.
/// </summary>
public interface IUnitAccess
{
    /// <summary>Lets those through who administer the unit; a slice about one unit begins with it.</summary>
    /// <exception cref="Refusal">404: the user does not, or there is no such unit.</exception>
    Task Require(Guid unitId, CancellationToken ct);

    /// <summary>
    /// Lets those through who lead the unit; a slice about one unit's children begins with it. An administrator who is
    /// no headteacher does not.
    /// </summary>
    /// <exception cref="Refusal">404: the user does not, or there is no such unit.</exception>
    Task RequireLed(Guid unitId, CancellationToken ct);

    /// <summary>
    /// Lets those through who have a duty at the unit: its staff and who leads it. A slice that tells of a unit's
    /// children by their number begins with it.
    /// </summary>
    /// <returns>Whether the user leads the unit.</returns>
    /// <exception cref="Refusal">404: the user has none, or there is no such unit.</exception>
    Task<bool> RequireStaff(Guid unitId, CancellationToken ct);

    /// <summary>Lets those through who administer the group's unit; a slice about one group begins with it.</summary>
    /// <exception cref="Refusal">404: the user does not, or there is no such group.</exception>
    Task RequireGroup(Guid groupId, CancellationToken ct);

    /// <summary>The units of today and later that the user administers, by name.</summary>
    Task<IReadOnlyList<UnitName>> All(CancellationToken ct);

    /// <summary>The units at which the user has a duty today, by name.</summary>
    Task<IReadOnlyList<UnitName>> OfStaff(CancellationToken ct);
}
