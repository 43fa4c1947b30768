using System.Security.Cryptography;
using Kapprum.Accounts;
using Kapprum.Kernel;
using Kapprum.Roster.Demo;
using Kapprum.Roster.Import;
using Npgsql;

namespace Kapprum.Host;

/// <summary>
/// The demo municipality of a first start: 600 children and theirs, through the same import as a real roster, and a few
/// people to log in as. Their password is made up on this machine and kept beside the data, with the list that every
/// start shows.
/// </summary>
internal sealed class Demo(IServiceProvider services, string dataFolder, Action<string> say)
{
    private const int Children = 600;

    private readonly string logIns = Path.Combine(dataFolder, "demo-log-ins.txt");

    /// <summary>Marks a demo that was begun and, should the file be there at the next start, not finished.</summary>
    private string Begun => logIns + ".begun";

    /// <summary>The log-ins of the demo, as a table to print; null where there is none.</summary>
    public string? LogIns => File.Exists(logIns) ? File.ReadAllText(logIns).TrimEnd() : null;

    /// <summary>Loads it when nothing has ever been done in the database.</summary>
    public async Task Load(CancellationToken ct)
    {
        if (!File.Exists(Begun) && await HasHistory(ct))
            return;

        say($"Loading the demo municipality of {Children} children ...");
        Directory.CreateDirectory(dataFolder);
        WriteForOurselves(Begun, "");
        await Import(ct);
        await Send(new SeedDemo(), ct);
        // Everybody in the roster gets an account.
        await services.GetRequiredService<OutboxRelay>().Drain(ct);

        WriteForOurselves(Begun, await OpenAccounts(ct));
        File.Move(Begun, logIns, overwrite: true);
    }

    private async Task<bool> HasHistory(CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(ct);
        return await db.Value<bool>("select exists (select from kernel.audit)", null, ct);
    }

    private async Task Import(CancellationToken ct)
    {
        using var roster = new MemoryStream();
        await GenerateRoster.Write(roster, Children, seed: 1, services.GetRequiredService<TimeProvider>().Today(), ct);
        roster.Position = 0;

        var import = services.GetRequiredService<RosterImport>();
        var id = await import.Stage(roster, "demo.json", progress: null, ct);
        await import.Preview(id, progress: null, ct);
        await import.Apply(id, endMany: false, progress: null, ct);
    }

    private async Task<string> OpenAccounts(CancellationToken ct)
    {
        var password = NewPassword();
        var cast =
            await Send(new FindDemoPeople(), ct)
            ?? throw new InvalidOperationException("The demo municipality has nobody to log in as.");
        (FindDemoPeople.Member Member, string UserName, string Part)[] parts =
        [
            (cast.Headteacher, "rektor", $"headteacher of {cast.Unit}"),
            (cast.Staff, "personal", $"staff of {cast.Group}, {cast.Unit}"),
            (cast.Guardian, "vardnadshavare1", $"guardian of {cast.Children}"),
            (cast.OtherGuardian, "vardnadshavare2", "the other guardian, lives elsewhere"),
            (cast.NeighbourGuardian, "vardnadshavare3", $"guardian of {cast.Neighbour} in {cast.Group}"),
        ];
        await Send(
            new OpenDemoAccounts(
                new(password),
                [.. parts.Select(part => new OpenDemoAccounts.Account(part.Member.Id, part.UserName))]
            ),
            ct
        );

        await OpenAdministrator(new(password), ct);

        return string.Join(
            '\n',
            [
                $"Demo log-ins, all with the password {password}",
                $"  {"admin", -16} {"", -24} administrator of the municipality",
                .. parts.Select(part => $"  {part.UserName, -16} {part.Member.Name, -24} {part.Part}"),
                "",
            ]
        );
    }

    private async Task OpenAdministrator(Secret password, CancellationToken ct)
    {
        var link = await Send(new Accounts.CreateAdministrator("admin@ekbacka.example.org"), ct);
        var token = new Secret(link[(link.IndexOf("token=", StringComparison.Ordinal) + "token=".Length)..]);
        if (link.StartsWith("/activate", StringComparison.Ordinal))
            await Send(new Activate(token, password, "admin"), ct);
        else
            await Send(new SetPassword(token, password), ct);
    }

    /// <summary>Four groups of four letters and digits that are not taken for each other: 80 bits.</summary>
    private static string NewPassword() =>
        string.Join(
            '-',
            Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 4))
        );

    private async Task Send(ICommand command, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISender>().Send(command, ct);
    }

    private async Task<TResult> Send<TResult>(ICommand<TResult> command, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(command, ct);
    }

    private async Task<TResult> Send<TResult>(IQuery<TResult> query, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(query, ct);
    }

    private static void WriteForOurselves(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(text);
    }
}
