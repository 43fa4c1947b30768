using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Kapprum.Settings;

/// <summary>Reads what has been decided, and keeps what is decided anew.</summary>
internal sealed class StoredSettings(
    NpgsqlConnection db,
    DeclaredSettings declared,
    SettingCache cache,
    CommitBatch commit,
    TimeProvider clock,
    ILogger<StoredSettings> log
) : ISettings
{
    private sealed record Row(string Key, Guid? UnitId, string Value);

    public async ValueTask<T> Get<T>(Setting<T> setting, Guid? unitId, CancellationToken ct)
        where T : notnull
    {
        var values = cache.Values ?? await Load(ct);
        return (T)(
            unitId is not null && setting.OfUnit && values.TryGetValue((setting.Key, unitId), out var own) ? own
            : values.TryGetValue((setting.Key, null), out var common) ? common
            : declared.DefaultOf(setting)
        );
    }

    /// <summary>Decides a value over the version that was read.</summary>
    /// <param name="value">As <see cref="Setting.Written"/>; null for back to the default.</param>
    /// <param name="expected">The version that was read, 0 when nobody has decided it yet; null for whatever
    /// stands.</param>
    /// <returns>The value before, and the version now.</returns>
    public async Task<(string? Old, int Version)> Decide(
        Setting setting,
        Guid? unitId,
        string? value,
        int? expected,
        Guid by,
        CancellationToken ct
    )
    {
        var (old, version) = await db.OneOrNone<(string? Value, int Version)>(
            """
            select value, version
            from settings.setting
            where key = @Key and unit_id is not distinct from @unitId
            for update
            """,
            new { setting.Key, unitId },
            ct
        );
        if (expected is not null && expected != version)
            throw Refusal.Stale();

        // Two who are the first at the same moment have both seen no version: the later one finds the other's.
        var now =
            await db.OneOrNone<int?>(
                $"""
                insert into settings.setting as s (key, unit_id, value, changed_by, changed_at)
                values (@Key, @unitId, @value, @by, @Now)
                on conflict on constraint setting_once do update
                set value = excluded.value, version = s.version + 1, changed_by = excluded.changed_by,
                    changed_at = excluded.changed_at
                {(expected is null ? "" : "where s.version = @expected")}
                returning version
                """,
                new
                {
                    setting.Key,
                    unitId,
                    value,
                    by,
                    expected,
                    Now = clock.GetUtcNow(),
                },
                ct
            ) ?? throw Refusal.Stale();
        commit.After(cache.Forget);
        return (old, now);
    }

    private async Task<FrozenDictionary<(string, Guid?), object>> Load(CancellationToken ct)
    {
        var epoch = cache.Epoch;
        var values = new Dictionary<(string, Guid?), object>();
        foreach (
            var row in await db.Query<Row>(
                "select key, unit_id, value from settings.setting where value is not null",
                null,
                ct
            )
        )
            // What an older version allowed and this one does not, counts as not decided.
            if (declared.Find(row.Key) is { } setting && setting.TryRead(row.Value, out var value))
                values[(row.Key, row.UnitId)] = value;
            else
                log.LogWarning("The setting {Key} has a value that does not count", row.Key);

        var frozen = values.ToFrozenDictionary();
        cache.Set(frozen, epoch);
        return frozen;
    }
}
