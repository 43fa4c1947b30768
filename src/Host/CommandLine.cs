using System.CommandLine;
using System.Globalization;
using Kapprum.Kernel;

namespace Kapprum.Host;

/// <summary>What can be said to the program. Without a command it serves the platform.</summary>
internal static class CommandLine
{
    public static Task<int> Run(string[] args)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to serve; http://localhost:5080 if not given. Any setting can be given like this.",
        };
        var root = new RootCommand(
            "Kapprum, the school-and-preschool platform. Without a command it serves the platform."
        )
        {
            Options = { urls },
            TreatUnmatchedTokensAsErrors = false,
        };
        root.SetAction((_, ct) => InOneSentence(() => Serve.Run(args, ct)));

        var host = new CommandHost(
            Beside: (work, ct) => InOneSentence(() => Serve.Beside(work, ct)),
            Alone: InOneSentence
        );
        foreach (var command in Modules.All.SelectMany(module => module.Commands(host)))
            root.Subcommands.Add(command);

        var migrate = new Command("migrate", "Brings the database up to date and ends.");
        migrate.SetAction((_, ct) => InOneSentence(() => Serve.Beside(_ => Task.CompletedTask, ct)));

        root.Subcommands.Add(migrate);

        var said = root.Parse(args);
        if (said.UnmatchedTokens is [var unknown, ..] && !unknown.StartsWith("--", StringComparison.Ordinal))
            return InOneSentence(() =>
                throw new OperatorError($"There is no command '{unknown}'; --help says which there are.")
            );

        // What is running is finished or taken back, and the database closed, before the process ends: longer than the
        // longest time that Shutdown:DrainSeconds allows.
        return said.InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(6) });
    }

    /// <summary>
    /// What an operator can mend is said in one sentence; anything else is a bug and shows its stack.
    /// </summary>
    /// <returns>0; 1 when it said so; 130 when it was interrupted.</returns>
    private static async Task<int> InOneSentence(Func<Task> work)
    {
        // Operators are spoken to in English; requests have a language of their own.
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        try
        {
            await work();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception e) when (OperatorErrors.Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
        }

        return 1;
    }
}
