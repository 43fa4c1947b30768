using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Units;

internal sealed class AdministeredUnits(NpgsqlConnection db, CurrentUser user, TimeProvider clock) : IAdministeredUnits
{
    public async Task<IReadOnlyList<UnitName>> All(CancellationToken ct) =>
        await db.Query<UnitName>(
            $"""
            select u.id, u.name
            from roster.unit u
            where (u.ends_on is null or u.ends_on >= greatest(@Today, u.starts_on)) and {Led.ByViewer}
            order by u.name, u.id
            """,
            Led.By(user, clock, new { }),
            ct
        );

    public async Task<UnitName> Require(Guid unitId, CancellationToken ct) =>
        await db.OneOrNone<UnitName>(
            $"select u.id, u.name from roster.unit u where u.id = @unitId and {Led.ByViewer}",
            Led.By(user, clock, new { unitId }),
            ct
        ) ?? throw Refusal.NotFound("unit");
}
