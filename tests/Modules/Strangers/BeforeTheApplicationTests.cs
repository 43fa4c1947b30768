using System.Net.Sockets;
using System.Text;
using Kapprum.Support;

namespace Kapprum.Tests.Strangers;

/// <summary>
/// What the web server refuses by itself, before the application sees it, in a few words or none: requests that no
/// client makes by mistake. All else is answered by the application.
/// </summary>
public sealed class BeforeTheApplicationTests(SharedApp shared) : IClassFixture<SharedApp>
{
    public static TheoryData<string, string, int> Refused { get; } =
        new()
        {
            { "a NUL in the path", "GET /api/people/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
            { "no host", "GET /api/start HTTP/1.1\r\n\r\n", 400 },
            { "two hosts", "GET /api/start HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400 },
            { "a path that is none", "GET api HTTP/1.1\r\nHost: x\r\n\r\n", 405 },
            // The one answer above 500 there is: it is no HTTP that is spoken here.
            { "no version", "GET /api/start\r\n\r\n", 505 },
            { "a NUL in a header", "GET /api/start HTTP/1.1\r\nHost: x\r\nAccept: a\0b\r\n\r\n", 400 },
            {
                "two lengths",
                "POST /api/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                400
            },
            { "a line too long", $"GET /api/{new string('x', 9000)} HTTP/1.1\r\nHost: x\r\n\r\n", 414 },
            { "a head too long", $"GET /api/start HTTP/1.1\r\nHost: x\r\nX: {new string('x', 40000)}\r\n\r\n", 431 },
        };

    [Theory, MemberData(nameof(Refused))]
    public async Task The_server_refuses(string what, string request, int status)
    {
        var said = await Say(request);

        Assert.True(said.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), $"{what}: {said}");
    }

    /// <summary>A body that breaks off or is no body is read by the application, which says so.</summary>
    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"userXX")]
    public async Task The_application_answers_a_body_that_is_none(string rest)
    {
        var said = await Say($"POST /api/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{rest}");

        Assert.StartsWith("HTTP/1.1 400 ", said);
        Assert.Contains("application/problem+json", said);
    }

    /// <summary>Clients put two of a kind on one line; on two lines one of them would count, or none.</summary>
    [Theory]
    [InlineData("If-Match")]
    [InlineData("Idempotency-Key")]
    [InlineData("Authorization")]
    [InlineData("Origin")]
    [InlineData("Sec-Fetch-Site")]
    [InlineData("Content-Type")]
    public async Task A_header_that_means_one_thing_is_given_once(string header)
    {
        var said = await Say(
            "PUT /api/me/contact HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
                + $"{header}: \"1\"\r\n{header}: \"1\"\r\n\r\n"
        );

        Assert.StartsWith("HTTP/1.1 400 ", said);
        Assert.Contains("application/problem+json", said);
    }

    private async Task<string> Say(string request)
    {
        var address = new Uri(shared.App.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[8192];
        var said = new StringBuilder();
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, patience.Token)) > 0; )
            {
                said.Append(Encoding.UTF8.GetString(buffer, 0, read));
                if (said.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                    break;
            }
        }
        catch (IOException)
        {
            // The server has closed what it does not listen to any longer.
        }

        return said.ToString();
    }
}
