namespace Kapprum.Settings;

/// <summary>
/// A setting goes back to what counts without a decision: a unit's to the municipality's, the municipality's to the
/// default.
/// </summary>
internal sealed record ResetSetting(string Key, Guid? UnitId = null, int? ExpectedVersion = null) : ICommand<int>
{
    public sealed class Handler(StoredSettings settings, SettingAccess access, CurrentUser user, Audit audit)
        : ICommandHandler<ResetSetting, int>
    {
        public async Task<int> Handle(ResetSetting command, CancellationToken ct)
        {
            await access.Require(command.UnitId, ct);
            var setting = access.Setting(command.Key, command.UnitId);
            var (old, version) = await settings.Decide(
                setting,
                command.UnitId,
                null,
                command.ExpectedVersion,
                user.AccountId,
                ct
            );
            audit.Changed("settings.reset", "unit", command.UnitId, new { setting = setting.Key, old });
            return version;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/settings/{key}",
                    (string key, Guid? unit, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(new ResetSetting(key, unit, versioned.Expected), ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary("Set a setting back to its default")
                .Refuses(403, "not-allowed")
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
