using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>
/// Decides whom the current user may help with an account or a device: administrators everybody; headteachers the
/// guardians of the children at a unit they lead today, in a group or not, and the staff there.
/// </summary>
public interface IPersonAccess
{
    /// <summary>Lets those through who may help the person; a slice about one person begins with it.</summary>
    /// <param name="what">What is not found otherwise: the person, or what of the person was asked for.</param>
    /// <exception cref="Refusal">404: the user may not. An administrator is let through for whatever id.</exception>
    Task Require(Guid personId, CancellationToken ct, string what = "person");
}
