using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kapprum.Upkeep;

/// <summary>
/// Every night what is older than its setting says is removed, batch by batch, each batch and its count in one
/// transaction. What fails is told, and the others go on.
/// </summary>
internal sealed record RunPurges : ICommand
{
    private const int Batch = 5_000;

    public sealed class Handler(
        IEnumerable<IPurge> purges,
        OwnTransaction transaction,
        TimeProvider clock,
        ILogger<RunPurges> log
    ) : ICommandHandler<RunPurges>
    {
        public async Task Handle(RunPurges command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            foreach (var purge in purges)
            {
                var before = now;
                try
                {
                    var kept = await transaction.Run(
                        own => own.GetRequiredService<ISettings>().Get(purge.Keeps.Setting, ct).AsTask(),
                        ct
                    );
                    before = purge.Keeps.Before(kept, now);
                    var removed = await Run(purge.What, now, before, ct);
                    log.LogInformation("Removed {Count} {What} older than {Before:u}", removed, purge.What, before);
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
                {
                    log.LogError(e, "{What} older than {Before:u} could not be removed", purge.What, before);
                    await transaction.Run(
                        async own =>
                        {
                            await own.GetRequiredService<PurgeLog>().Fail(purge.What, now, before, Failure.Of(e), ct);
                            return true;
                        },
                        ct
                    );
                }
            }
        }

        private async Task<int> Run(string what, DateTimeOffset now, DateTimeOffset before, CancellationToken ct)
        {
            for (var all = 0; ; )
            {
                var removed = await transaction.Run(
                    async own =>
                    {
                        var purge = own.GetServices<IPurge>().Single(one => one.What == what);
                        var count = await purge.Purge(before, Batch, ct);
                        await own.GetRequiredService<PurgeLog>().Add(what, now, before, count, ct);
                        return count;
                    },
                    ct
                );
                all += removed;
                if (removed < Batch)
                    return all;
            }
        }
    }
}
