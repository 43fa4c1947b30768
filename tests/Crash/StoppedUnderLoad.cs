using System.Net;
using System.Net.Sockets;
using Kapprum.Support;

namespace Kapprum.Crash;

public sealed class StoppedUnderLoad
{
    private const int Requests = 5000;
    private const int AtOnce = 10;

    [Fact]
    public async Task Of_two_hosts_behind_a_proxy_one_is_told_to_stop_and_no_request_is_lost()
    {
        await using var app = await App.Start(TimeProvider.System.GetUtcNow());
        var family = await app.Family();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Kapprum"] = app.Database,
            ["Data:Folder"] = app.Folder,
            ["Shutdown:DrainSeconds"] = "3",
        };
        await using var stopped = await HostProcess.Serve(settings);
        await using var other = await HostProcess.Serve(settings);
        await using var proxy = new Proxy([stopped.Address, other.Address]);

        var begun = 0;
        var answered = 0;
        var aQuarter = new TaskCompletionSource();
        var isOver = false;
        var load = Enumerable.Range(0, AtOnce).Select(_ => Task.Run(Ask)).ToList();
        await await Task.WhenAny(aQuarter.Task, Task.WhenAll(load));
        var ending = stopped.Stop();
        using var client = new HttpClient();
        await Eventually.Is(
            async () =>
            {
                using var ready = await client.GetAsync(new Uri(stopped.Address + "/health/ready"));
                return ready.StatusCode == HttpStatusCode.ServiceUnavailable && ready.Headers.ConnectionClose is true;
            },
            "it says that it is not ready, and closes"
        );
        await ending;
        isOver = true;
        await Task.WhenAll(load);

        Assert.Equal(0, (await stopped.End()).Exit);
        Assert.Equal(begun, answered);
        Assert.True(answered >= Requests);

        // Connections are kept for the next request, as browsers do, until an answer says otherwise.
        async Task Ask()
        {
            using var connection = new HttpClient { BaseAddress = new Uri(proxy.Address) };
            connection.DefaultRequestHeaders.Authorization = family.Guardian.Api.DefaultRequestHeaders.Authorization;
            while (Interlocked.Increment(ref begun) is var number && !(number > Requests && isOver))
            {
                if (number == Requests / 4)
                    aQuarter.SetResult();
                using var answer = await connection.GetAsync("/api/me");
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Interlocked.Increment(ref answered);
            }

            Interlocked.Decrement(ref begun);
        }
    }

    /// <summary>Gives each connection to a host that says it is ready, asked a few times a second.</summary>
    private sealed class Proxy : IAsyncDisposable
    {
        private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource over = new();
        private readonly Uri[] hosts;
        private readonly Task accepting;
        private readonly Task looking;
        private volatile Uri[] ready;
        private int next;

        public Proxy(string[] addresses)
        {
            ready = hosts = [.. addresses.Select(address => new Uri(address))];
            listener.Start();
            (accepting, looking) = (Accept(), Look());
        }

        public string Address => $"http://{listener.LocalEndpoint}";

        public async ValueTask DisposeAsync()
        {
            await over.CancelAsync();
            listener.Stop();
            await Task.WhenAll(accepting, looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            over.Dispose();
        }

        private async Task Look()
        {
            using var client = new HttpClient();
            for (; ; await Task.Delay(BetweenLooks, over.Token))
            {
                var states = await Task.WhenAll(hosts.Select(host => IsReady(client, host)));
                ready = [.. hosts.Where((_, index) => states[index])];
            }
        }

        private static async Task<bool> IsReady(HttpClient client, Uri host)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(host, "/health/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        private async Task Accept()
        {
            while (true)
                _ = Carry(await listener.AcceptTcpClientAsync(over.Token));
        }

        private async Task Carry(TcpClient client)
        {
            var hosts = ready;
            var host = hosts[(int)((uint)Interlocked.Increment(ref next) % hosts.Length)];
            using (client)
            using (var server = new TcpClient())
            {
                await server.ConnectAsync(host.Host, host.Port);
                var (ours, theirs) = (client.GetStream(), server.GetStream());
                // Whichever ends first ends both.
                await Task.WhenAny(ours.CopyToAsync(theirs), theirs.CopyToAsync(ours));
            }
        }
    }
}
