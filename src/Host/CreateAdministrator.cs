using Kapprum.Kernel;
using Microsoft.Extensions.Options;

namespace Kapprum.Host;

/// <summary>
/// The command <c>create-administrator</c>: prints the link by which the administrator chooses a password.
/// </summary>
internal static class CreateAdministrator
{
    public static Task Run(string email, CancellationToken ct) =>
        Serve.Beside(
            async services =>
            {
                await using var scope = services.CreateAsyncScope();
                var path = await scope
                    .ServiceProvider.GetRequiredService<ISender>()
                    .Send(new Accounts.CreateAdministrator(email), ct);
                Console.WriteLine("The administrator chooses a password here; the link works once:");
                Console.WriteLine(services.GetRequiredService<IOptions<PublicSettings>>().Value.LinkTo(path));
            },
            ct
        );
}
