using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kapprum.Accounts.Administration;

/// <summary>The command line's <c>create-administrator</c> and <c>end-administrator</c>.</summary>
internal static class AdministratorCommands
{
    public static IEnumerable<Command> All(CommandHost host)
    {
        var email = new Option<string>("--email") { Description = "The administrator's address.", Required = true };

        var language = new Option<string?>("--language") { Description = "The administrator's, sv if left out." };

        var civicNumber = new Option<string?>("--civic-number")
        {
            Description = "The personal identity number by which the administrator is identified.",
        };

        var create = new Command(
            "create-administrator",
            "Makes an administrator and prints the link to choose a password."
        )
        {
            email,
            language,
            civicNumber,
        };
        create.SetAction(
            (given, ct) =>
                host.Beside(
                    services =>
                        Create(
                            services,
                            new(
                                given.GetRequiredValue(email),
                                given.GetValue(language),
                                given.GetValue(civicNumber) is { } number ? new Secret(number) : null
                            ),
                            ct
                        ),
                    ct
                )
        );

        var end = new Command(
            "end-administrator",
            "Takes an administrator's rights and logs the administrator out everywhere."
        )
        {
            email,
        };
        end.SetAction((given, ct) => host.Beside(services => End(services, given.GetRequiredValue(email), ct), ct));

        return [create, end];
    }

    private static async Task Create(IServiceProvider services, CreateAdministrator create, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var path = await scope.ServiceProvider.GetRequiredService<ISender>().Send(create, ct);
        Console.WriteLine("The administrator chooses a password here; the link works once:");
        Console.WriteLine(services.GetRequiredService<IOptions<PublicSettings>>().Value.LinkTo(path));
    }

    private static async Task End(IServiceProvider services, string email, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var left = await scope.ServiceProvider.GetRequiredService<ISender>().Send(new EndAdministrator(email), ct);
        Console.WriteLine($"{email.Trim()} is no longer an administrator and is logged out everywhere.");
        if (left == 0)
            Console.WriteLine("That was the last administrator: make another with create-administrator.");
    }
}
