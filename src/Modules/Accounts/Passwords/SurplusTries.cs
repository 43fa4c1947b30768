using System.Net;
using System.Threading.RateLimiting;

namespace Kapprum.Accounts.Passwords;

/// <summary>
/// The log-ins from an address from which too many have failed: one after the other, a second apart, and some wait.
/// Guesses gain little by it, and who has the right password is behind a few others and not before a closed door.
/// </summary>
internal sealed class SurplusTries : IDisposable
{
    private const int Waiting = 10;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<string> turns = PartitionedRateLimiter.Create<string, string>(network =>
        RateLimitPartition.GetConcurrencyLimiter(network, _ => new() { PermitLimit = 1, QueueLimit = Waiting })
    );

    /// <summary>Waits for the turn of an address; it lasts until what is given is disposed of.</summary>
    /// <returns>Null when too many wait already.</returns>
    public async Task<IDisposable?> Turn(IPAddress? address, CancellationToken ct)
    {
        var turn = await turns.AcquireAsync(Throttle.Network(address), cancellationToken: ct);
        try
        {
            if (turn.IsAcquired)
            {
                await Task.Delay(Apart, ct);
                return turn;
            }
        }
        catch
        {
            turn.Dispose();
            throw;
        }

        turn.Dispose();
        return null;
    }

    public void Dispose() => turns.Dispose();
}
