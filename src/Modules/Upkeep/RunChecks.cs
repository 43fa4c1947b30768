using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kapprum.Upkeep;

/// <summary>
/// Every night what must never be is looked for, and what is found is kept for an administrator to see.
/// </summary>
internal sealed record RunChecks : ICommand
{
    private const int Named = 20;

    public sealed class Handler(
        IEnumerable<ICheck> checks,
        OwnTransaction transaction,
        TimeProvider clock,
        ILogger<RunChecks> log
    ) : ICommandHandler<RunChecks>
    {
        public async Task Handle(RunChecks command, CancellationToken ct)
        {
            var (now, found, failed) = (clock.GetUtcNow(), 0, 0);
            foreach (var name in checks.Select(check => check.Name).ToList())
                try
                {
                    var count = await transaction.Run(
                        async own =>
                        {
                            var findings = await own.GetServices<ICheck>()
                                .Single(check => check.Name == name)
                                .Find(Named, ct);
                            await own.GetRequiredService<CheckLog>().Set(name, now, findings, ct);
                            return findings.Count;
                        },
                        ct
                    );
                    found += count;
                    if (count > 0)
                        log.LogWarning("The check {Check} found {Count} that must not be", name, count);
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
                {
                    failed++;
                    log.LogError(e, "The check {Check} could not be carried out", name);
                    await transaction.Run(
                        async own =>
                        {
                            await own.GetRequiredService<CheckLog>().Fail(name, now, Failure.Of(e), ct);
                            return true;
                        },
                        ct
                    );
                }

            log.LogInformation("The nightly checks found {Count}, {Failed} checks failed", found, failed);
        }
    }
}
