using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Roster.Import;

/// <summary>
/// The command <c>import</c>: shows how far it is, says what the file changes and what in it cannot be taken in, and
/// applies it.
/// </summary>
internal static class ImportCommand
{
    private const int ShownRemarks = 100;

    public static Command Of(CommandHost host)
    {
        var file = new Argument<FileInfo>("file") { Description = "A JSON file with SS12000 v2.1 objects." };
        file.AcceptExistingOnly();
        var endMany = new Option<bool>("--end-many")
        {
            Description = "Go on even if more than 10 % of anything would end.",
        };
        var ended = new Option<int?>("--ended")
        {
            Description = "With --end-many, when more than half would end: how many, as the preview says.",
        };
        var preview = new Option<bool>("--preview") { Description = "Only say what would change." };
        var import = new Command("import", "Imports a roster: says what would change, then changes it.")
        {
            file,
            endMany,
            ended,
            preview,
        };
        import.SetAction(
            (given, ct) =>
                host.Beside(
                    async services =>
                    {
                        var from = given.GetRequiredValue(file);
                        await using var roster = from.OpenRead();
                        await Run(
                            services,
                            roster,
                            from.Name,
                            new(given.GetValue(endMany), given.GetValue(ended)),
                            given.GetValue(preview),
                            ct
                        );
                    },
                    ct
                )
        );
        return import;
    }

    private static async Task Run(
        IServiceProvider services,
        Stream file,
        string name,
        ApplyImport apply,
        bool preview,
        CancellationToken ct
    )
    {
        var line = new Line();
        var import = services.GetRequiredService<RosterImport>();

        var id = await import.Stage(file, name, line, ct);
        var previewed = await import.Preview(id, line, ct);
        line.Clear();
        Tell(previewed);
        await TellRemarks(services, previewed, isOfWarnings: false, ct);
        await TellRemarks(services, previewed, isOfWarnings: true, ct);
        if (preview)
        {
            Console.WriteLine("Nothing has been changed.");
            return;
        }

        if (previewed.EndsMany && !apply.EndMany)
            throw new OperatorError(
                "Nothing has been changed: more than 10 % would end. Is the file complete? "
                    + "If it is right all the same, say so with --end-many."
            );
        if (
            previewed.EndsMost is { } most
            && previewed.Counts.First(count => count.Kind == most).Ended is var number
            && apply.Ended != number
        )
            throw new OperatorError(
                (previewed.OfAnother ? "Nothing in the file is in the roster: is it another municipality's? " : "")
                    + $"Nothing has been changed: {number} of kind {most.Stored()} would end. "
                    + $"If it is right all the same, say so with --end-many --ended {number}."
            );

        await import.Apply(id, apply.EndMany, line, ct, apply.Ended);
        // A serving host does this as well; without one it would wait for the next.
        line.Report(new("giving accounts", 0, 0));
        try
        {
            await services.DrainEvents(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            line.Clear();
            throw new OperatorError(
                "The import has been applied, but not everybody has an account yet "
                    + $"({e.GetBaseException().Message.TrimEnd('.')}). A serving host goes on with it; "
                    + "without one, give the same command again.",
                e
            );
        }

        line.Clear();
        Console.WriteLine("The import has been applied.");
    }

    private static void Tell(GetImport.Answer import)
    {
        Console.WriteLine($"{import.File}, {import.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes");
        Console.WriteLine(
            $"  {"", -14}{"before", 10}{"added", 10}{"changed", 10}{"ended", 10}{"unchanged", 11}{"rejected", 10}"
        );
        foreach (var count in import.Counts)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {count.Kind.Stored(), -14}{count.Before, 10:N0}{count.Added, 10:N0}{count.Changed, 10:N0}"
                        + $"{count.Ended, 10:N0}{count.Unchanged, 11:N0}{count.Rejected, 10:N0}"
                        + $"{(count.EndsMany ? "   more than 10 % would end" : "")}"
                )
            );
        if (import.Hidden > 0)
            Console.WriteLine($"  {import.Hidden} more are about people with a protected identity.");
    }

    private static async Task TellRemarks(
        IServiceProvider services,
        GetImport.Answer import,
        bool isOfWarnings,
        CancellationToken ct
    )
    {
        var whys = isOfWarnings ? import.Warnings : import.Rejections;
        if (whys.Count == 0)
            return;

        Console.WriteLine(isOfWarnings ? "Taken in otherwise than it stands in the file:" : "Rejected, because:");
        foreach (var why in whys)
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  {why.Count, 7:N0}  {why.Kind.Stored()}: {why.Text}")
            );

        await using var scope = services.CreateAsyncScope();
        var page = await scope
            .ServiceProvider.GetRequiredService<ISender>()
            .Send(new ListRejections(import.Id, Limit: ShownRemarks) { Warnings = isOfWarnings }, ct);
        Console.WriteLine(page.Next is null ? "These are:" : $"The first {ShownRemarks} of these are:");
        foreach (var item in page.Items)
            Console.WriteLine($"  {item.Place}{(item.Id is { } id ? $" ({id})" : "")}{Of(item.Names)}: {item.Text}");

        static string Of(IEnumerable<string> names) => string.Concat(names.Select(name => $", {name}"));
    }

    /// <summary>
    /// How far it is, on one line that is written over; where the output is no screen, a line when a step begins.
    /// </summary>
    private sealed class Line : IProgress<ImportProgress>
    {
        private readonly bool screen = !Console.IsErrorRedirected;
        private string phase = "";

        public void Report(ImportProgress far)
        {
            var counted = far switch
            {
                { Done: 0, Total: 0 } => "",
                { Total: 0 } => far.Done.ToString(" N0", CultureInfo.InvariantCulture) + " records",
                _ => string.Create(CultureInfo.InvariantCulture, $" {far.Done * 100 / far.Total} %"),
            };
            if (screen)
                Console.Error.Write($"\r{$"{far.Phase}{counted} ...", -40}");
            else if (far.Phase != phase)
                Console.Error.WriteLine($"{far.Phase} ...");
            phase = far.Phase;
        }

        public void Clear()
        {
            if (screen)
                Console.Error.Write($"\r{"", -40}\r");
        }
    }
}
