using System.CommandLine;

namespace Kapprum.Roster.Demo;

/// <summary>The command line's <c>generate-roster</c>.</summary>
internal static class GenerateCommand
{
    public static Command Of(CommandHost host)
    {
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
                host.Alone(async () =>
                {
                    await using var output = Console.OpenStandardOutput();
                    await GenerateRoster.Write(
                        output,
                        given.GetValue(children),
                        given.GetValue(seed),
                        given.GetValue(today) ?? new SchoolTime().Today(),
                        ct
                    );
                })
        );
        return generate;
    }
}
