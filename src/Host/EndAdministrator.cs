using Kapprum.Kernel;

namespace Kapprum.Host;

/// <summary>The command <c>end-administrator</c>: for who leaves; says so when nobody is left.</summary>
internal static class EndAdministrator
{
    public static Task Run(string email, CancellationToken ct) =>
        Serve.Beside(
            async services =>
            {
                await using var scope = services.CreateAsyncScope();
                var left = await scope
                    .ServiceProvider.GetRequiredService<ISender>()
                    .Send(new Accounts.EndAdministrator(email), ct);
                Console.WriteLine($"{email.Trim()} is no longer an administrator and is logged out everywhere.");
                if (left == 0)
                    Console.WriteLine("That was the last administrator: make another with create-administrator.");
            },
            ct
        );
}
