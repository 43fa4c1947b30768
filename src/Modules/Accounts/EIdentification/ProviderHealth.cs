using System.Collections.Concurrent;

namespace Kapprum.Accounts.EIdentification;

/// <summary>
/// Since when providers do not answer, as this host sees it. What a provider answers wrongly counts for nothing here:
/// it is there.
/// </summary>
internal sealed class ProviderHealth(IdentityProviders providers, TimeProvider clock) : IEIdentification
{
    /// <summary>So long all of them must be away until a password does instead.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, DateTimeOffset> away = new();

    public bool IsSetUp => providers.All.Count > 0;

    public bool IsThere =>
        providers.All.Any(one => !(AwaySince(one.Name) is { } since && since <= clock.GetUtcNow() - Patience));

    /// <summary>Null for one that answered when it was last asked.</summary>
    public DateTimeOffset? AwaySince(string provider) => away.TryGetValue(provider, out var since) ? since : null;

    public void Answered(string provider) => away.TryRemove(provider, out _);

    public void DidNotAnswer(string provider) => away.TryAdd(provider, clock.GetUtcNow());
}
