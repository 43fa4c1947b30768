using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

/// <summary>Whatever goes on after it was asked for ends with the session. Which streams there are the description
/// says.</summary>
public sealed class StreamsOfSessionsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Theory]
    [InlineData("logged out")]
    [InlineData("ended from elsewhere")]
    [InlineData("ended with the account")]
    public async Task Every_stream_ends_with_its_session_and_no_other_does(string how)
    {
        var anna = await app.Guardian();
        var description = JsonNode.Parse(await anna.Api.GetStringAsync("/openapi/v1.json"))!;
        var streams = description["paths"]!
            .AsObject()
            .Where(path => path.Value!["get"]?["responses"]?["200"]?["content"]?["text/event-stream"] is not null)
            .Select(path => path.Key)
            .ToList();
        Assert.Contains("/api/notifications/stream", streams);

        foreach (var stream in streams)
        {
            var (here, there) = ((await app.As(anna.Person)).Api, (await app.As(anna.Person)).Api);
            using var ends = await Open(here, stream);
            using var lasts = await Open(there, stream);
            switch (how)
            {
                case "logged out":
                    await here.DeleteAsync("session").Is(HttpStatusCode.NoContent);
                    break;
                case "ended from elsewhere":
                    await there.DeleteAsync("me/sessions").Is(HttpStatusCode.NoContent);
                    break;
                default:
                    await (await app.Administrator())
                        .Api.DeleteAsync($"people/{anna.Person}/account/sessions")
                        .Is(HttpStatusCode.NoContent);
                    break;
            }

            Assert.True(await EndsWithin(TimeSpan.FromSeconds(30), ends), $"{stream} goes on.");
            if (how != "ended with the account")
                Assert.False(await EndsWithin(TimeSpan.FromMilliseconds(300), lasts), $"{stream} has ended as well.");
        }
    }

    [Fact]
    public async Task Logging_out_by_the_API_has_a_browser_forget_what_it_keeps()
    {
        var browser = app.Browser();
        await browser.LogIn((await app.Guardian()).UserName).Is(HttpStatusCode.NoContent);

        using var answer = await browser.DeleteAsync("session");

        Assert.Equal("\"storage\"", answer.Headers.GetValues("Clear-Site-Data").Single());
    }

    private static async Task<StreamReader> Open(HttpClient client, string stream)
    {
        var answer = await client.GetAsync(stream, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.NotNull(await reader.ReadLineAsync());
        return reader;
    }

    private static async Task<bool> EndsWithin(TimeSpan time, StreamReader stream)
    {
        using var patience = new CancellationTokenSource(time);
        try
        {
            while (await stream.ReadLineAsync(patience.Token) is not null) { }
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
