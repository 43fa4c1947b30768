using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Kapprum.Benchmarks;

/// <summary>A statement as it went to PostgreSQL, with <c>$1</c>, <c>$2</c> … in it.</summary>
internal sealed record Statement(string Sql, IReadOnlyList<Parameter> Parameters);

/// <summary>
/// Stands between a host and PostgreSQL, passes on what they say to each other, and writes down the statements that go
/// by: which, with which values, and which of them share a round trip. Knows as much of the protocol (PostgreSQL's
/// documentation, chapter 55) as that takes.
/// </summary>
internal sealed class Wiretap : IAsyncDisposable
{
    // The name Hangfire's connections have; what it does beside the requests is not written down.
    private const string Jobs = "Kapprum jobs";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string database;
    private readonly Task accepting;
    private readonly List<List<Statement>> trips = [];

    /// <param name="database">Connects to PostgreSQL by a Unix socket.</param>
    public Wiretap(string database)
    {
        this.database = database;
        listener.Start();
        accepting = Accept();
    }

    /// <summary>Connects through it.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(database)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    /// <summary>
    /// What has gone by since it was asked last, a list for each round trip. The calls that wake other hosts belong to
    /// no request and are left out.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<Statement>> Heard()
    {
        lock (trips)
        {
            var heard = trips
                .Where(trip => !trip.Exists(statement => statement.Sql.Contains("pg_notify", StringComparison.Ordinal)))
                .ToList();
            trips.Clear();
            return heard;
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await accepting;
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Pass(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has been taken away.
        }
    }

    private async Task Pass(TcpClient caller)
    {
        var to = new NpgsqlConnectionStringBuilder(database);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(to.Host!, $".s.PGSQL.{to.Port}")));
            using (caller)
            await using (var asking = caller.GetStream())
            await using (var answering = new NetworkStream(socket))
            {
                var line = new Line(trips);
                await await Task.WhenAny(
                    Pass(asking, answering, line.Asked),
                    Pass(answering, asking, _ => line.Answered())
                );
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // One of the two has hung up.
        }
    }

    private static async Task Pass(NetworkStream from, NetworkStream to, Action<ReadOnlySpan<byte>> hear)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var length)
        {
            hear(buffer.AsSpan(0, length));
            await to.WriteAsync(buffer.AsMemory(0, length));
        }
    }

    /// <summary>One connection.</summary>
    private sealed class Line(List<List<Statement>> trips)
    {
        private readonly Dictionary<string, (string Sql, uint[] Types)> prepared = [];
        private readonly Dictionary<string, Statement> bound = [];
        private byte[] unread = [];
        private List<Statement>? trip;
        private bool started,
            ofJobs;

        public void Answered()
        {
            lock (trips)
                trip = null;
        }

        public void Asked(ReadOnlySpan<byte> bytes)
        {
            lock (trips)
            {
                ReadOnlySpan<byte> rest = (byte[])[.. unread, .. bytes];
                while (rest.Length >= (started ? 5 : 4))
                {
                    var head = started ? 1 : 0;
                    var length = head + BinaryPrimitives.ReadInt32BigEndian(rest[head..]);
                    if (rest.Length < length)
                        break;
                    if (started)
                        Understand((char)rest[0], new(rest[5..length]));
                    else
                        ofJobs = Encoding.UTF8.GetString(rest[..length]).Contains(Jobs, StringComparison.Ordinal);
                    started = true;
                    rest = rest[length..];
                }

                unread = rest.ToArray();
            }
        }

        private void Understand(char kind, Message message)
        {
            switch (kind)
            {
                case 'Q':
                    Run(new(message.Text(), []));
                    break;
                case 'P':
                    prepared[message.Text()] = (
                        message.Text(),
                        message.Many(message.Int16(), (ref m) => (uint)m.Int32())
                    );
                    break;
                case 'B':
                    var portal = message.Text();
                    var (sql, types) = prepared[message.Text()];
                    var formats = message.Many(message.Int16(), (ref m) => m.Int16());
                    var n = 0;
                    bound[portal] = new(
                        sql,
                        message.Many(
                            message.Int16(),
                            (ref m) =>
                            {
                                var binary = formats.Length > 0 && formats[formats.Length == 1 ? 0 : n] == 1;
                                var type = types[n++];
                                return new Parameter(
                                    type,
                                    binary,
                                    m.Int32() is >= 0 and var length ? m.Bytes(length).ToArray() : null
                                );
                            }
                        )
                    );
                    break;
                case 'E':
                    Run(bound[message.Text()]);
                    break;
            }
        }

        private void Run(Statement statement)
        {
            if (ofJobs)
                return;
            if (trip is null)
                trips.Add(trip = []);
            trip.Add(statement);
        }
    }
}

/// <summary>What is left to read of a message.</summary>
internal ref struct Message(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> rest = rest;

    public delegate T Reader<T>(ref Message message);

    public ReadOnlySpan<byte> Bytes(int length)
    {
        var bytes = rest[..length];
        rest = rest[length..];
        return bytes;
    }

    public string Text()
    {
        var text = Encoding.UTF8.GetString(Bytes(rest.IndexOf((byte)0)));
        rest = rest[1..];
        return text;
    }

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Bytes(4));

    public T[] Many<T>(int count, Reader<T> read)
    {
        var many = new T[count];
        for (var i = 0; i < count; i++)
            many[i] = read(ref this);
        return many;
    }
}
