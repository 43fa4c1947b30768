using System.Collections.Frozen;

namespace Kapprum.Settings;

/// <summary>
/// The values that somebody has decided, remembered for a minute, so that a request costs no round trip of its own.
/// Whoever changes one makes all hosts forget them at once; the minute is for a signal that got lost.
/// </summary>
internal sealed class SettingCache
{
    private const string Signal = "settings";
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);

    private sealed record Entry(FrozenDictionary<(string Key, Guid? UnitId), object> Values, long Since);

    private readonly Signals signals;
    private readonly TimeProvider clock;
    private Entry? entry;
    private long forgotten;

    public SettingCache(Signals signals, TimeProvider clock)
    {
        (this.signals, this.clock) = (signals, clock);
        signals.Raised += Hear;
    }

    /// <summary>Changes when they are forgotten: what was read before must not be remembered after.</summary>
    public long Epoch => Volatile.Read(ref forgotten);

    public FrozenDictionary<(string Key, Guid? UnitId), object>? Values =>
        Volatile.Read(ref entry) is { } kept && clock.GetElapsedTime(kept.Since) < Keep ? kept.Values : null;

    public void Set(FrozenDictionary<(string Key, Guid? UnitId), object> values, long epoch)
    {
        Volatile.Write(ref entry, new(values, clock.GetTimestamp()));
        if (epoch != Epoch)
            Volatile.Write(ref entry, null);
    }

    /// <summary>Forgets them, here and in the other hosts.</summary>
    public void Forget() => signals.Raise(Signal);

    private void Hear(string signal)
    {
        if (signal != Signal)
            return;

        Interlocked.Increment(ref forgotten);
        Volatile.Write(ref entry, null);
    }
}
