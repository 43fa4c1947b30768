using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Kapprum.Support;

/// <summary>What the sink does with a mail to somebody.</summary>
public enum SinkReply
{
    Accept,

    /// <summary>550 to the recipient.</summary>
    RefuseForGood,

    /// <summary>451 to the recipient.</summary>
    RefuseForNow,

    /// <summary>554 to the recipient, as the server relays for none like this sender.</summary>
    RefuseToRelay,

    /// <summary>554 to the whole mail, after it has been read.</summary>
    RefuseContent,

    /// <summary>Reads the mail and never answers.</summary>
    Stall,

    /// <summary>Closes the connection instead of answering; the mail is not kept.</summary>
    Drop,

    /// <summary>Keeps the mail and closes the connection instead of saying so.</summary>
    KeepAndDrop,
}

/// <summary>A mail as it came.</summary>
public sealed record SunkMail(string To, byte[] Data)
{
    /// <summary>Without the dots that only SMTP needs.</summary>
    public MimeMessage Read() =>
        MimeMessage.Load(
            new MemoryStream(
                Encoding.Latin1.GetBytes(
                    Encoding.Latin1.GetString(Data).Replace("\r\n..", "\r\n.", StringComparison.Ordinal)
                )
            )
        );
}

/// <summary>
/// A mail server on loopback that keeps what it is given, for tests and measurements: many connections, as quick as it
/// can, and as unfriendly as it is told to be.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private static readonly byte[] EndOfData = "\r\n.\r\n"u8.ToArray();

    private readonly ConcurrentQueue<SunkMail> mails = new();
    private readonly ConcurrentDictionary<Socket, Task> open = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task accepting;
    private int connections;

    public SmtpSink(int port = 0)
    {
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(100);
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public IReadOnlyCollection<SunkMail> Mails => mails;

    /// <summary>How many connections there have been.</summary>
    public int Connections => connections;

    /// <summary>
    /// What to do with a mail, by the recipient's address; it accepts everything if not told otherwise.
    /// </summary>
    public Func<string, SinkReply> Reply { get; set; } = _ => SinkReply.Accept;

    /// <summary>How many connections there may be at once; further ones are told 421.</summary>
    public int AtOnce { get; set; } = int.MaxValue;

    public void CloseAll()
    {
        foreach (var socket in open.Keys)
            socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        if (!stop.IsCancellationRequested)
            await stop.CancelAsync();
        listener.Dispose();
        CloseAll();
        await accepting;
        await Task.WhenAll(open.Values);
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync(stop.Token);
                socket.NoDelay = true;
                Interlocked.Increment(ref connections);
                open[socket] = Talk(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It has been stopped.
        }
    }

    private async Task Talk(Socket socket)
    {
        await Task.Yield();
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var input = PipeReader.Create(stream);
            var output = PipeWriter.Create(stream);
            var full = open.Count > AtOnce;
            Say(output, full ? "421 too many connections" : "220 sink");
            await output.FlushAsync(stop.Token);
            if (full)
                return;

            var to = "";
            while (await Line(input) is { } line)
            {
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "EHLO":
                        Say(output, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME");
                        break;
                    case "RCPT":
                        to = line[
                            (line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf(
                                '>',
                                StringComparison.Ordinal
                            )
                        ];
                        Say(
                            output,
                            Reply(to) switch
                            {
                                SinkReply.RefuseForGood => $"550 5.1.1 {to} is unknown here",
                                SinkReply.RefuseForNow => $"451 4.3.0 {to} later",
                                SinkReply.RefuseToRelay => "554 5.7.1 Relay access denied",
                                _ => "250 ok",
                            }
                        );
                        break;
                    case "DATA":
                        Say(output, "354 go on");
                        await output.FlushAsync(stop.Token);
                        var mail = new SunkMail(to, await Data(input));
                        var reply = Reply(to);
                        if (reply is SinkReply.Accept or SinkReply.KeepAndDrop)
                            mails.Enqueue(mail);
                        if (reply is SinkReply.Drop or SinkReply.KeepAndDrop)
                            return;
                        if (reply is SinkReply.Stall)
                            await Task.Delay(Timeout.Infinite, stop.Token);
                        Say(output, reply is SinkReply.RefuseContent ? "554 5.6.0 not like this" : "250 ok");
                        break;
                    case "QUIT":
                        Say(output, "221 bye");
                        await output.FlushAsync(stop.Token);
                        return;
                    default:
                        Say(output, "250 ok");
                        break;
                }

                await output.FlushAsync(stop.Token);
            }
        }
        catch (Exception e)
            when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone, or the sink is being stopped.
        }
        finally
        {
            socket.Dispose();
            open.TryRemove(socket, out _);
        }
    }

    private static void Say(PipeWriter output, string line) => Encoding.ASCII.GetBytes(line + "\r\n", output);

    private async Task<string?> Line(PipeReader input)
    {
        while (true)
        {
            var read = await input.ReadAsync(stop.Token);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.ASCII.GetString(read.Buffer.Slice(0, end)).TrimEnd('\r');
                input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }

    private async Task<byte[]> Data(PipeReader input)
    {
        while (true)
        {
            var read = await input.ReadAsync(stop.Token);
            var data = read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray();
            if (data.IndexOf(EndOfData) is >= 0 and var end)
            {
                var mail = data[..(end + 2)].ToArray();
                input.AdvanceTo(read.Buffer.GetPosition(end + EndOfData.Length));
                return mail;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                throw new IOException("The mail ends in the middle.");
        }
    }
}
