using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Kernel;

/// <summary>
/// Runs work beside the command that is running, in a scope, on a connection and in a transaction of its own: what
/// fails there fails alone, and what is done there is kept.
/// </summary>
public sealed class OwnTransaction(IServiceScopeFactory scopes)
{
    public async Task<T> Run<T>(Func<IServiceProvider, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Transaction>().Run(() => work(scope.ServiceProvider), ct);
    }
}
