using System.CommandLine;
using System.Globalization;
using FluentValidation;
using Kapprum.Kernel;
using Npgsql;

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

        var file = new Argument<FileInfo>("file") { Description = "A JSON file with SS12000 v2.1 objects." };
        file.AcceptExistingOnly();
        var endMany = new Option<bool>("--end-many")
        {
            Description = "Go on even if more than 10 % of anything would end.",
        };
        var preview = new Option<bool>("--preview") { Description = "Only say what would change." };
        var import = new Command("import", "Imports a roster: says what would change, then changes it.")
        {
            file,
            endMany,
            preview,
        };
        import.SetAction(
            (given, ct) =>
                InOneSentence(() =>
                    ImportRoster.Run(given.GetRequiredValue(file), given.GetValue(endMany), given.GetValue(preview), ct)
                )
        );

        var children = new Option<int>("--children")
        {
            Description = "How many children, 10 to 200,000.",
            DefaultValueFactory = _ => 600,
        };
        children.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 10 or > 200_000)
                given.AddError("A municipality has 10 to 200,000 children.");
        });
        var seed = new Option<int>("--seed")
        {
            Description = "The same seed gives the same municipality.",
            DefaultValueFactory = _ => 1,
        };
        var today = new Option<DateOnly?>("--today") { Description = "The day it is made for; today if not given." };
        var generate = new Command(
            "generate-roster",
            "Writes a made-up municipality as SS12000 v2.1 JSON to standard output."
        )
        {
            children,
            seed,
            today,
        };
        generate.SetAction(
            (given, ct) =>
                InOneSentence(async () =>
                {
                    await using var output = Console.OpenStandardOutput();
                    await Roster.Demo.GenerateRoster.Write(
                        output,
                        given.GetValue(children),
                        given.GetValue(seed),
                        given.GetValue(today) ?? new SchoolTime().Today(),
                        ct
                    );
                })
        );

        var email = new Option<string>("--email") { Description = "The administrator's address.", Required = true };
        var administrator = new Command(
            "create-administrator",
            "Makes an administrator and prints the link to choose a password."
        )
        {
            email,
        };
        administrator.SetAction(
            (given, ct) => InOneSentence(() => CreateAdministrator.Run(given.GetRequiredValue(email), ct))
        );

        var end = new Command(
            "end-administrator",
            "Takes an administrator's rights and logs the administrator out everywhere."
        )
        {
            email,
        };
        end.SetAction((given, ct) => InOneSentence(() => EndAdministrator.Run(given.GetRequiredValue(email), ct)));

        var migrate = new Command("migrate", "Brings the database up to date and ends.");
        migrate.SetAction((_, ct) => InOneSentence(() => Serve.Beside(_ => Task.CompletedTask, ct)));

        foreach (var command in new[] { import, generate, administrator, end, migrate })
            root.Subcommands.Add(command);

        var said = root.Parse(args);
        if (said.UnmatchedTokens is [var unknown, ..] && !unknown.StartsWith("--", StringComparison.Ordinal))
            return InOneSentence(() =>
                throw new InvalidOperationException($"There is no command '{unknown}'; --help says which there are.")
            );

        // What is running is finished or taken back, and the database closed, before the process ends.
        return said.InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
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
        catch (ValidationException e)
        {
            await Console.Error.WriteLineAsync(string.Join(' ', e.Errors.Select(error => error.ErrorMessage)));
        }
        catch (Exception e)
            when (e is InvalidOperationException or IOException or NpgsqlException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }

        return 1;
    }
}
