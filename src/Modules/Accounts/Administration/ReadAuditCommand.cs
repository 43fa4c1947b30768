using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// The command line's <c>audit</c>: the log for who runs Kapprum, the latest first, a line of JSON for each entry. It
/// tells of people with a protected identity too, which no administrator is told: whoever reviews who has looked at
/// them does it here.
/// </summary>
internal static class ReadAuditCommand
{
    public static Command Of(CommandHost host)
    {
        var about = new Option<string?>("--about")
        {
            Description = "Whom or what it was about: an id, a user name or an e-mail address.",
        };
        var who = new Option<string?>("--who") { Description = "Who did it, likewise." };
        var from = new Option<DateOnly?>("--from") { Description = "From this day on." };
        var until = new Option<DateOnly?>("--until") { Description = "Up to and with this day." };
        var audit = new Command("audit", "Prints the audit log, of people with a protected identity too.")
        {
            about,
            who,
            from,
            until,
        };
        audit.SetAction(
            (given, ct) =>
                host.Beside(
                    services =>
                        Print(
                            services,
                            new(
                                given.GetValue(from),
                                given.GetValue(until),
                                given.GetValue(who),
                                given.GetValue(about),
                                Limit: 200
                            )
                            {
                                WithProtected = true,
                            },
                            ct
                        ),
                    ct
                )
        );
        return audit;
    }

    private static async Task Print(IServiceProvider services, ListAudit query, CancellationToken ct)
    {
        for (ListAudit? next = query; next is not null; )
        {
            await using var scope = services.CreateAsyncScope();
            var page = await scope.ServiceProvider.GetRequiredService<ISender>().Send(next, ct);
            foreach (var entry in page.Items)
                Console.WriteLine(JsonSerializer.Serialize(entry, JsonSerializerOptions.Web));
            next = page.Next is null ? null : query with { Cursor = page.Next };
        }
    }
}
