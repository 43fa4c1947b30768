using Kapprum.Contracts.Roster;

namespace Kapprum.Settings;

/// <summary>
/// What counts, setting by setting: the municipality's for administrators, a unit's for its headteacher too.
/// </summary>
/// <param name="UnitId">The unit; the municipality if left out.</param>
internal sealed record ListSettings(Guid? UnitId = null) : IQuery<ListSettings.Answer>
{
    /// <param name="Unit">The unit's name; null for the municipality, and for a unit that is closed.</param>
    public sealed record Answer(Guid? UnitId, string? Unit, IReadOnlyList<Item> Items);

    public sealed record Item
    {
        public required string Key { get; init; }

        /// <summary>The settings that belong together.</summary>
        public required string Group { get; init; }
        public required SettingKind Kind { get; init; }

        /// <summary>What counts, as <c>5</c>, <c>true</c> or <c>08:00</c>.</summary>
        public required string Value { get; init; }
        public required SettingSource Source { get; init; }

        /// <summary>What would count if nobody had decided it here.</summary>
        public required string Default { get; init; }

        /// <summary>What counts where it is empty, as somebody else knows it; null when nobody does.</summary>
        public string? Elsewhere { get; init; }

        /// <summary>The smallest number.</summary>
        public int? From { get; init; }

        /// <summary>The greatest number.</summary>
        public int? To { get; init; }

        /// <summary>How many characters at most.</summary>
        public int? Most { get; init; }
        public required IReadOnlyList<string> Choices { get; init; }

        /// <summary>Whether units may decide it for themselves.</summary>
        public required bool OfUnit { get; init; }

        /// <summary>For changing it; 0 while nobody has decided it here.</summary>
        public required int Version { get; init; }
        public DateTimeOffset? ChangedAt { get; init; }

        /// <summary>The units that have decided otherwise, when asked of the municipality.</summary>
        public required IReadOnlyList<OwnValue> Units { get; init; }
    }

    /// <summary>What a unit has decided for itself.</summary>
    public sealed record OwnValue(Guid UnitId, string Unit, string Value);

    private sealed record Row(string Key, Guid? UnitId, string? Value, int Version, DateTimeOffset ChangedAt);

    public sealed class Handler(
        NpgsqlConnection db,
        SettingAccess access,
        IUnitAccess units,
        DeclaredSettings declared,
        IEnumerable<ISettingStandIn> standIns
    ) : IQueryHandler<ListSettings, Answer>
    {
        public async Task<Answer> Handle(ListSettings query, CancellationToken ct)
        {
            await access.Require(query.UnitId, ct);
            var rows = await db.Query<Row>(
                $"""
                select key, unit_id, value, version, changed_at
                from settings.setting
                {(query.UnitId is null ? "" : "where unit_id is null or unit_id = @UnitId")}
                """,
                query,
                ct
            );
            var isWanted = query.UnitId is not null || rows.Any(row => row is { UnitId: not null, Value: not null });
            var names = isWanted ? (await units.All(ct)).ToDictionary(unit => unit.Id, unit => unit.Name) : [];

            var elsewhere = new Dictionary<string, string?>();
            if (query.UnitId is { } asked)
                foreach (var standIn in standIns)
                    elsewhere[standIn.For.Key] = await standIn.Of(asked, ct);

            var byKey = rows.ToLookup(row => row.Key);
            return new(
                query.UnitId,
                query.UnitId is { } unit ? names.GetValueOrDefault(unit) : null,
                [
                    .. from setting in declared.All
                    where query.UnitId is null || setting.OfUnit
                    select Of(
                        setting,
                        query.UnitId,
                        [.. byKey[setting.Key].Where(row => IsGood(setting, row))],
                        names
                    ) with
                    {
                        Elsewhere = elsewhere.GetValueOrDefault(setting.Key),
                    },
                ]
            );
        }

        // What an older version allowed and this one does not, does not count.
        private static bool IsGood(Setting setting, Row row) => row.Value is null || setting.Takes(row.Value);

        private Item Of(Setting setting, Guid? unitId, IReadOnlyList<Row> rows, IReadOnlyDictionary<Guid, string> names)
        {
            var here = rows.FirstOrDefault(row => row.UnitId == unitId);
            var common = rows.FirstOrDefault(row => row.UnitId is null)?.Value;
            var (above, source) =
                unitId is not null && common is not null ? (common, SettingSource.Municipality)
                : declared.IsConfigured(setting) ? (declared.Default(setting), SettingSource.Configuration)
                : (declared.Default(setting), SettingSource.Default);

            return new()
            {
                Key = setting.Key,
                Group = setting.Group,
                Kind = setting.Kind,
                Value = here?.Value ?? above,
                Source =
                    here?.Value is null ? source
                    : unitId is null ? SettingSource.Municipality
                    : SettingSource.Unit,
                Default = above,
                From = setting.From,
                To = setting.To,
                Most = setting.Most,
                Choices = setting.Choices,
                OfUnit = setting.OfUnit,
                Version = here?.Version ?? 0,
                ChangedAt = here?.ChangedAt,
                Units =
                [
                    .. from row in rows
                    where unitId is null && row is { UnitId: not null, Value: not null }
                    where names.ContainsKey(row.UnitId!.Value)
                    orderby names[row.UnitId!.Value]
                    select new OwnValue(row.UnitId!.Value, names[row.UnitId!.Value], row.Value!),
                ],
            };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/settings",
                    (Guid? unit, ISender sender, CancellationToken ct) => sender.Send(new ListSettings(unit), ct)
                )
                .Roles(Roles.Administrator | Roles.Headteacher, Demand.None)
                .Summary("What the municipality, or a unit, has decided; each setting with its version")
                .Refuses(403, "not-allowed")
                .Refuses(404, "not-found");
    }
}

/// <summary>Who has decided what counts.</summary>
internal enum SettingSource
{
    /// <summary>Nobody.</summary>
    Default,

    /// <summary>Whoever runs the host, in its configuration.</summary>
    Configuration,
    Municipality,
    Unit,
}
