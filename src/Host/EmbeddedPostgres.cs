namespace Kapprum.Host;

internal enum PostgresDurability { Full, None }

internal sealed class EmbeddedPostgres(string connectionString) : IAsyncDisposable
{
    public string ConnectionString { get; } = connectionString;

    public static Task<EmbeddedPostgres> Start(string folder, PostgresDurability durability, Action<string> say, CancellationToken ct) =>
        throw new NotImplementedException();

    public ValueTask DisposeAsync() => default;
}
