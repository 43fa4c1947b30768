using System.CommandLine;
using Kapprum.Kernel;

namespace Kapprum.Host;

/// <summary>What can be said to the program. Without a command it serves the platform.</summary>
internal static class CommandLine
{
    public static Task<int> Run(string[] args)
    {
        var root = new RootCommand("Kapprum, the school-and-preschool platform. Without a command it serves the platform.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        root.SetAction((_, ct) => Serve.Run(args, ct));

        var file = new Argument<FileInfo>("file") { Description = "A JSON file with SS12000 v2.1 objects." };
        var endMany = new Option<bool>("--end-many") { Description = "Go on even if more than 10 % of anything would end." };
        var preview = new Option<bool>("--preview") { Description = "Only say what would change." };
        var import = new Command("import", "Imports a roster: says what would change, then changes it.") { file, endMany, preview };
        import.SetAction((given, ct) => ImportRoster.Run(
            given.GetRequiredValue(file), given.GetValue(endMany), given.GetValue(preview), ct));

        var children = new Option<int>("--children") { Description = "How many children, 10 to 200,000.", DefaultValueFactory = _ => 600 };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same municipality.", DefaultValueFactory = _ => 1 };
        var today = new Option<DateOnly?>("--today") { Description = "The day it is made for; today if not given." };
        var generate = new Command("generate-roster", "Writes a made-up municipality as SS12000 v2.1 JSON to standard output.") { children, seed, today };
        generate.SetAction(async (given, ct) =>
        {
            await using var output = Console.OpenStandardOutput();
            await Roster.Demo.GenerateRoster.Write(
                output, given.GetValue(children), given.GetValue(seed), given.GetValue(today) ?? new SchoolTime().Today(), ct);
            return 0;
        });

        var email = new Option<string>("--email") { Description = "Where to reach the administrator.", Required = true };
        var administrator = new Command("create-administrator", "Makes an administrator and prints the link to choose a password.") { email };
        administrator.SetAction((given, ct) => CreateAdministrator.Run(given.GetRequiredValue(email), ct));

        var migrate = new Command("migrate", "Brings the database up to date and ends.");
        migrate.SetAction((_, ct) => Serve.Migrate(ct));

        foreach (var command in new[] { import, generate, administrator, migrate })
            root.Subcommands.Add(command);
        return root.Parse(args).InvokeAsync();
    }
}
