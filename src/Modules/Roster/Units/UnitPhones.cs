using Kapprum.Contracts.Roster;
using Kapprum.Roster.Contacts;

namespace Kapprum.Roster.Units;

internal sealed class UnitPhones(NpgsqlConnection db, ISettings settings) : IUnitPhones
{
    /// <summary>Where a unit is rung, when the roster's number is missing or is not the one for guardians.</summary>
    public static readonly Setting<string> OwnPhone = Setting.Phone("unit.phone", "", ofUnit: true);

    public async Task<IReadOnlyDictionary<Guid, string>> Of(IReadOnlyCollection<Guid> unitIds, CancellationToken ct)
    {
        var ofRoster = (
            await db.Query<(Guid Id, string Phone)>(
                "select id, phone from roster.unit where id = any(@Ids) and phone <> ''",
                new { Ids = unitIds.ToArray() },
                ct
            )
        ).ToDictionary(unit => unit.Id, unit => unit.Phone);

        var phones = new Dictionary<Guid, string>();
        foreach (var id in unitIds.Distinct())
        {
            var own = await settings.Get(OwnPhone, id, ct);
            if ((own.Length > 0 ? own : ofRoster.GetValueOrDefault(id)) is { } phone)
                phones[id] = Phone.Of(phone)!.Written;
        }

        return phones;
    }
}
