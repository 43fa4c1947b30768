using Kapprum.Contracts.Roster;

namespace Kapprum.Settings;

/// <summary>Whose settings are whose to see and to decide.</summary>
internal sealed class SettingAccess(IUnitAccess units, DeclaredSettings declared, CurrentUser user)
{
    /// <summary>The municipality's are for administrators, a unit's for its headteacher too.</summary>
    /// <exception cref="Refusal">403 for the municipality's, 404 for a unit's.</exception>
    public async Task Require(Guid? unitId, CancellationToken ct)
    {
        if (unitId is { } id)
            await units.Require(id, ct);
        else if (!user.Is(Roles.Administrator))
            throw Refusal.Forbidden("not-allowed");
    }

    /// <summary>The setting with a key; of a unit it is there only if a unit may decide it.</summary>
    public Setting Setting(string key, Guid? unitId) =>
        declared.Find(key) is { } setting && (unitId is null || setting.OfUnit)
            ? setting
            : throw Refusal.NotFound("setting");
}
