using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Kapprum.Support;

namespace Kapprum.Crash;

public sealed class TheDatabaseIsKilled
{
    [Fact]
    public async Task Whoever_asks_meanwhile_is_told_when_to_come_back_and_the_host_goes_on_when_it_is_back()
    {
        await using var cluster = await OwnCluster.Start();
        await using var host = await HostProcess.Serve(
            new Dictionary<string, string>
            {
                ["ConnectionStrings:Kapprum"] = cluster.Database,
                ["Data:Folder"] = cluster.Folder,
            }
        );
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        // Nobody's, each time another: whose it is has to be looked up.
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask("/api/me"));

        var seen = new HashSet<HttpStatusCode>();
        await cluster.Kill();
        await Eventually.Is(async () => await Ask("/api/me") == HttpStatusCode.ServiceUnavailable, "it is away");
        for (var times = 0; times < 20; times++)
        {
            seen.Add(await Ask("/api/me"));
            seen.Add(await Ask("/"));
        }

        Assert.Equal([HttpStatusCode.ServiceUnavailable], seen);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        // Hangfire speaks of it when it has lasted for some 20 seconds.
        await Eventually.Is(
            () => Task.FromResult(host.Said.Contains("Hangfire", StringComparison.Ordinal)),
            "the jobs say so"
        );
        Assert.DoesNotContain("   at ", host.Said);

        await cluster.Begin();
        await Eventually.Is(async () => await Ask("/api/me") == HttpStatusCode.Unauthorized, "it is back");
        await Eventually.Is(
            async () => (await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK,
            "it is ready"
        );

        async Task<HttpStatusCode> Ask(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new("Bearer", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
            using var answer = await client.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            return answer.StatusCode;
        }
    }
}
