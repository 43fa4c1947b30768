using Kapprum.Contracts.Roster;
using Kapprum.Roster.Contacts;

namespace Kapprum.Roster.Units;

internal sealed class UnitPhones(NpgsqlConnection db, ISettings settings) : IUnitPhones
{
    /// <summary>Where a unit is rung, when the roster's number is missing or is not the one for guardians.</summary>
    public static readonly Setting<string> OwnPhone = Setting.Phone("unit.phone", "", ofUnit: true);

    public async Task<IReadOnlyDictionary<Guid, string>> Of(IReadOnlyCollection<Guid> unitIds, CancellationToken ct) =>
        await Of(
            await db.Query<(Guid Id, string? Phone)>(
                "select id, phone from roster.unit where id = any(@Ids)",
                new { Ids = unitIds.ToArray() },
                ct
            ),
            ct
        );

    /// <param name="units">With the number that the roster has.</param>
    internal async Task<IReadOnlyDictionary<Guid, string>> Of(
        IEnumerable<(Guid Id, string? Phone)> units,
        CancellationToken ct
    )
    {
        var phones = new Dictionary<Guid, string>();
        foreach (var (id, ofRoster) in units.Distinct())
        {
            var own = await settings.Get(OwnPhone, id, ct);
            if ((own is "" ? ofRoster : own) is { Length: > 0 } phone)
                phones[id] = Phone.Of(phone)!.Written;
        }

        return phones;
    }

    /// <summary>The roster's number, for the page where a unit decides it.</summary>
    internal sealed class OfRoster(NpgsqlConnection db) : ISettingStandIn
    {
        public Setting For => OwnPhone;

        public async Task<string?> Of(Guid unitId, CancellationToken ct) =>
            Phone
                .Of(await db.OneOrNone<string?>("select phone from roster.unit where id = @unitId", new { unitId }, ct))
                ?.Written;
    }
}
