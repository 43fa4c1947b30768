using System.Security.Cryptography;
using Kapprum.Kernel;
using Npgsql;

namespace Kapprum.Host;

/// <summary>
/// The demo municipality of a first start: 600 children and theirs, through the same import as a real roster, and a few
/// people to log in as. Their password is made up on this machine and kept beside the data, with the list of them.
/// </summary>
internal sealed class Demo(IServiceProvider services, string dataFolder, Action<string> say)
{
    private readonly string logIns = Path.Combine(dataFolder, "demo-log-ins.txt");

    /// <summary>Marks a demo that was begun and, should the file be there at the next start, not finished.</summary>
    private string Begun => logIns + ".begun";

    /// <summary>
    /// The log-ins of the demo, as a table to print; null where there is none. In production what is printed is kept in
    /// journals that more people read than the file: there it is said where they are.
    /// </summary>
    public string? LogIns =>
        !File.Exists(logIns) ? null
        : services.GetRequiredService<IHostEnvironment>().IsProduction() ? $"The demo's log-ins are in {logIns}"
        : File.ReadAllText(logIns).TrimEnd();

    /// <summary>Loads it when nothing has ever been done in the database.</summary>
    public async Task Load(CancellationToken ct)
    {
        // Of hosts that start together one loads it, and the others find it done.
        await using var turn = await services
            .GetRequiredKeyedService<NpgsqlDataSource>(Connections.OfJobs)
            .OpenConnectionAsync(ct);
        await turn.Execute("select pg_advisory_lock(hashtext('kapprum demo'))", null, ct, unlimited: true);
        try
        {
            await LoadAlone(ct);
        }
        finally
        {
            await turn.Execute("select pg_advisory_unlock(hashtext('kapprum demo'))", null, CancellationToken.None);
        }
    }

    private async Task LoadAlone(CancellationToken ct)
    {
        if (!File.Exists(Begun) && await HasHistory(ct))
            return;

        say("Loading the demo municipality ...");
        Directory.CreateDirectory(dataFolder);
        WriteForOurselves(Begun, "");
        var demo = new DemoData(new(NewPassword()));
        foreach (var part in await Parts())
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetServices<IDemoPart>().Single(one => one.GetType() == part).Load(demo, ct);
            await services.DrainEvents(ct);
        }

        WriteForOurselves(Begun, Table(demo));
        File.Move(Begun, logIns, overwrite: true);
    }

    private async Task<Type[]> Parts()
    {
        await using var scope = services.CreateAsyncScope();
        return
        [
            .. scope
                .ServiceProvider.GetServices<IDemoPart>()
                .OrderBy(part => part.Order)
                .Select(part => part.GetType()),
        ];
    }

    private static string Table(DemoData demo) =>
        string.Join(
            '\n',
            [
                $"Demo log-ins, all with the password {demo.Password.Text}",
                .. demo.LogIns.Select(logIn => $"  {logIn.UserName, -16} {logIn.Name, -24} {logIn.Part}"),
                "",
            ]
        );

    private async Task<bool> HasHistory(CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(ct);
        return await db.Value<bool>("select exists (select from kernel.audit)", null, ct);
    }

    /// <summary>Four groups of four letters and digits that are not taken for each other: 80 bits.</summary>
    private static string NewPassword() =>
        string.Join(
            '-',
            Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 4))
        );

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
