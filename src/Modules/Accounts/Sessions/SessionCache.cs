using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Kapprum.Accounts.Sessions;

/// <summary>A token's session as it was found; nobody for a token that is not good.</summary>
internal sealed record CachedSession(
    CurrentUser? User,
    AuthenticationTicket? Ticket,
    DateTimeOffset Until,
    DateOnly Day
)
{
    public static CachedSession Nobody(DateOnly day) => new(null, null, DateTimeOffset.MaxValue, day);

    public static CachedSession Of(CurrentUser user, DateTimeOffset until, DateOnly day)
    {
        // The account in the principal binds the antiforgery tokens of forms to it.
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, user.AccountId.ToString())],
            SessionAuthentication.Scheme
        );
        return new(user, new(new(identity), SessionAuthentication.Scheme), until, day);
    }
}

/// <summary>
/// Who a token belongs to, remembered for ten seconds, so that a request costs no round trip of its own. What ends a
/// session or changes roles forgets it at once, in the other hosts by a signal; the ten seconds are for a signal that
/// got lost. Holds at most 2 × 20,000 tokens: the younger half replaces the older when it is full.
/// </summary>
internal sealed class SessionCache
{
    public const string Signal = "sessions";
    private const int Half = 20_000;
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(10);

    private sealed record Entry(CachedSession CachedSession, long Since);

    private readonly Signals signals;
    private readonly TimeProvider clock;
    private readonly Lock turning = new();
    private ConcurrentDictionary<Key, Entry> younger = new();
    private ConcurrentDictionary<Key, Entry> older = new();
    private long forgotten;

    public SessionCache(Signals signals, TimeProvider clock)
    {
        (this.signals, this.clock) = (signals, clock);
        signals.Raised += Hear;
    }

    /// <summary>Changes with everything that is forgotten: what was read before must not be remembered after.</summary>
    public long Epoch => Volatile.Read(ref forgotten);

    public CachedSession? Get(byte[] hash)
    {
        var key = new Key(hash);
        return
            (younger.TryGetValue(key, out var entry) || older.TryGetValue(key, out entry))
            && clock.GetElapsedTime(entry.Since) < Keep
            && entry.CachedSession.Until > clock.GetUtcNow()
            && entry.CachedSession.Day == clock.Today()
            ? entry.CachedSession
            : null;
    }

    public void Set(byte[] hash, CachedSession found, long epoch)
    {
        if (younger.Count >= Half)
            lock (turning)
                if (younger.Count >= Half)
                    (older, younger) = (younger, new());

        younger[new(hash)] = new(found, clock.GetTimestamp());
        if (epoch != Epoch)
            younger.TryRemove(new(hash), out _);
    }

    /// <summary>Forgets an account's sessions, here and in the other hosts.</summary>
    public void Forget(Guid accountId) => signals.Raise($"{Signal}:{accountId}");

    /// <summary>Forgets everybody, here and in the other hosts.</summary>
    public void ForgetAll() => signals.Raise(Signal);

    private void Hear(string signal)
    {
        if (!signal.StartsWith(Signal, StringComparison.Ordinal))
            return;

        Interlocked.Increment(ref forgotten);
        if (!Guid.TryParse(signal.AsSpan(Math.Min(Signal.Length + 1, signal.Length)), out var accountId))
        {
            lock (turning)
                (older, younger) = (new(), new());
            return;
        }

        foreach (var half in new[] { younger, older })
        foreach (var (key, entry) in half)
            if (entry.CachedSession.User?.AccountId == accountId)
                half.TryRemove(key, out _);
    }

    // The first 128 bits of a SHA-256 of 256 random bits: nobody finds two tokens that share them.
    private readonly record struct Key(UInt128 Start)
    {
        public Key(byte[] hash)
            : this(System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash)) { }
    }
}
