namespace Kapprum.Host;

/// <summary>The database of this run: the one the settings name, else a private cluster in the data folder.</summary>
internal sealed class Database(string owner, EmbeddedPostgres? embedded) : IAsyncDisposable
{
    /// <summary>Connects as the owner, for migrations.</summary>
    public string Owner { get; } = owner;

    public bool IsEmbedded => embedded is not null;

    public static async Task<Database> Open(IConfiguration settings, CancellationToken ct)
    {
        if (settings.GetConnectionString("Kapprum") is { Length: > 0 } given)
            return new(given, null);

        var embedded = await EmbeddedPostgres.Start(DataFolder(settings), PostgresDurability.Full, Console.WriteLine, ct);
        settings["ConnectionStrings:Kapprum"] = embedded.ConnectionString;
        return new(embedded.ConnectionString, embedded);
    }

    /// <summary>The setting <c>Data:Folder</c>; <c>.data</c> where the program is started if not given.</summary>
    public static string DataFolder(IConfiguration settings) => Path.GetFullPath(settings["Data:Folder"] ?? ".data");

    public async ValueTask DisposeAsync()
    {
        if (embedded is not null)
            await embedded.DisposeAsync();
    }
}
