using Microsoft.Extensions.Hosting;

namespace Kapprum.Accounts.EIdentification;

/// <summary>
/// Asks each provider once a minute whether it is there, so that it is known before somebody needs it.
/// </summary>
internal sealed class ProviderWatch(IdentityProviders providers, ProviderClient client) : BackgroundService
{
    public async Task Look(CancellationToken ct)
    {
        foreach (var provider in providers.All)
            try
            {
                await client.Configuration(provider, ct, anew: true);
            }
            catch (ProviderFailed)
            {
                // It is noted where it happened.
            }
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), stopping);
            await Look(stopping);
        }
    }
}
