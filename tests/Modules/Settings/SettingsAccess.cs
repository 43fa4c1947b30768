using Kapprum.Tests.Access;

namespace Kapprum.Tests.Settings;

public sealed class SettingsAccessTests(AccessCast cast) : AccessTests<SettingsAccess>(cast);

public sealed class SettingsSentPagesTests : SentPagesTests<SettingsAccess>;

public sealed class SettingsProtectedTests : ProtectedTests<SettingsAccess>;

/// <summary>Who sees and decides settings.</summary>
public sealed class SettingsAccess : IAccessRows, IHoldsData
{
    private const string Common = "upkeep.purge-days";

    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of(
            "GET /api/settings",
            "401   403     403     403    403    403      200   404       200",
            s => Task.FromResult($"/api/settings?unit={s.Unit}")
        ),
        Row.Of(
            "PUT /api/settings/{key}",
            "401   403     403     403    403    403      403   403       204",
            _ => Task.FromResult($"/api/settings/{Common}"),
            _ => new { value = "400" }
        ),
        Row.Of(
            "DELETE /api/settings/{key}",
            "401   403     403     403    403    403      403   403       204",
            _ => Task.FromResult($"/api/settings/{Common}")
        ),
        Row.Of("PAGE /settings", "302   403     403     403    403    403      200   200       200"),
        Row.Of(
            "PAGE /settings/{Key}",
            "302   403     403     403    403    403      403   403       200",
            _ => Task.FromResult($"/settings/{Common}")
        ),
    ];

    public IReadOnlyList<string> Forms { get; } = ["/settings/{Key} setting"];
}
