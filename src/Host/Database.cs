using Kapprum.Kernel;
using Kapprum.Postgres;
using Npgsql;

namespace Kapprum.Host;

/// <summary>The database of this run: the one the settings name, else a private cluster in the data folder.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly EmbeddedPostgres? embedded;

    /// <summary>Sees to it that the settings name a database, which need not run yet.</summary>
    /// <param name="say">Told what takes its time.</param>
    public Database(IConfiguration settings, Action<string> say)
    {
        if (string.IsNullOrEmpty(settings.GetConnectionString("Kapprum")))
        {
            embedded = new(DataFolder(settings), PostgresDurability.Full, say);
            settings["ConnectionStrings:Kapprum"] = embedded.ConnectionString;
        }

        Owner = settings.GetConnectionString("Kapprum")!;
        RefuseUnreadable(Owner);
    }

    /// <summary>Connects as the owner, for migrations.</summary>
    public string Owner { get; }

    public bool IsEmbedded => embedded is not null;

    /// <summary>Starts the cluster, if it is a private one; refused while another host has it.</summary>
    public Task Open(CancellationToken ct) => embedded?.Start(ct) ?? Task.CompletedTask;

    /// <summary>As <see cref="Open"/>, but works beside a host that has the cluster.</summary>
    public Task OpenBeside(CancellationToken ct) => embedded?.StartOrJoin(ct) ?? Task.CompletedTask;

    /// <summary>The setting <c>Data:Folder</c>; <c>.data</c> where the program is started if not given.</summary>
    public static string DataFolder(IConfiguration settings) =>
        settings["Data:Folder"] is var folder && folder?.Trim() is ""
            ? throw new OperatorError("Data:Folder is empty, but must be a folder.")
            : Path.GetFullPath(folder ?? ".data");

    /// <summary>Its text is not repeated, for the password in it.</summary>
    private static void RefuseUnreadable(string connectionString)
    {
        try
        {
            if (new NpgsqlConnectionStringBuilder(connectionString) is { Host.Length: > 0, Database.Length: > 0 })
                return;
        }
        catch (ArgumentException)
        {
            // A word that is none, or a value that its word cannot have.
        }

        throw new OperatorError(
            "ConnectionStrings:Kapprum cannot be read: it must name a database, such as "
                + "Host=db.example.org;Database=kapprum;Username=kapprum;Password=... "
                + "(in quotation marks what has a semicolon in it)."
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (embedded is not null)
            await embedded.DisposeAsync();
    }
}
