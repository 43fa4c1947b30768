using Kapprum.Contracts.Roster;

namespace Kapprum.Settings;

/// <summary>The units whose settings the user may decide, by name, for the page to choose from.</summary>
internal sealed record ListSettingUnits : IQuery<IReadOnlyList<UnitName>>
{
    public sealed class Handler(IUnitAccess units) : IQueryHandler<ListSettingUnits, IReadOnlyList<UnitName>>
    {
        public Task<IReadOnlyList<UnitName>> Handle(ListSettingUnits query, CancellationToken ct) => units.All(ct);
    }
}
