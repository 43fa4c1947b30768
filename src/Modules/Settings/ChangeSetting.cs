namespace Kapprum.Settings;

/// <summary>
/// An administrator decides a setting for the municipality or for a unit, a headteacher for a unit he or she leads.
/// </summary>
/// <param name="Value">As text: <c>5</c>, <c>true</c>, <c>08:00</c>, or one of the choices.</param>
internal sealed record ChangeSetting(string Value) : ICommand<int>
{
    internal string Key { get; init; } = "";
    internal Guid? UnitId { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Handler(StoredSettings settings, SettingAccess access, CurrentUser user, Audit audit)
        : ICommandHandler<ChangeSetting, int>
    {
        public async Task<int> Handle(ChangeSetting command, CancellationToken ct)
        {
            await access.Require(command.UnitId, ct);
            var setting = access.Setting(command.Key, command.UnitId);
            if (!setting.Takes(command.Value))
                throw WhyNot(setting);

            var value = setting.Written(command.Value);
            var (old, version) = await settings.Decide(
                setting,
                command.UnitId,
                value,
                command.ExpectedVersion,
                user.AccountId,
                ct
            );
            audit.Changed(
                "settings.change",
                "unit",
                command.UnitId,
                new
                {
                    setting = setting.Key,
                    old,
                    @new = value,
                }
            );
            return version;
        }

        private static Refusal WhyNot(Setting setting) =>
            setting.Kind switch
            {
                SettingKind.Number => Refusal.Invalid(
                    nameof(Value),
                    "settings/out-of-bounds",
                    ("from", setting.From!),
                    ("to", setting.To!)
                ),
                SettingKind.Text => Refusal.Invalid(nameof(Value), "settings/text-length", ("most", setting.Most!)),
                SettingKind.Time => Refusal.Invalid(nameof(Value), "settings/no-time"),
                SettingKind.Email => Refusal.Invalid(nameof(Value), "settings/no-email"),
                SettingKind.Phone => Refusal.Invalid(nameof(Value), "settings/no-phone"),
                SettingKind.Colour => Refusal.Invalid(nameof(Value), "settings/no-colour"),
                _ => Refusal.Invalid(nameof(Value), "settings/no-choice"),
            };
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/settings/{key}",
                    (string key, Guid? unit, ChangeSetting command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(
                            command with
                            {
                                Key = key,
                                UnitId = unit,
                                ExpectedVersion = versioned.Expected,
                            },
                            ct
                        )
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary("Decide a setting, for the municipality or for a unit", new ChangeSetting("2"))
                .Refuses(
                    400,
                    "settings/out-of-bounds",
                    "settings/text-length",
                    "settings/no-time",
                    "settings/no-email",
                    "settings/no-phone",
                    "settings/no-colour",
                    "settings/no-choice"
                )
                .Refuses(403, "not-allowed")
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
