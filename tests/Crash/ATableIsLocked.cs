using System.Diagnostics;
using System.Net;
using Kapprum.Support;
using Npgsql;

namespace Kapprum.Crash;

public sealed class ATableIsLocked
{
    private const int AtOnce = 60;

    // Ten times what a request may wait; without a limit it would be as long as the lock is held.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Everybody_gets_an_answer_meanwhile_the_host_is_ready_and_afterwards_all_is_as_before()
    {
        await using var app = await App.Start(TimeProvider.System.GetUtcNow(), hurried: true);
        var family = await app.Family();
        await family.Guardian.Api.GetAsync("start").Is(HttpStatusCode.OK);

        await using (var db = await app.Connection())
        await using (await db.BeginTransactionAsync())
        {
            await using (var take = new NpgsqlCommand("lock table absence.absence", db))
                await take.ExecuteNonQueryAsync();
            var asking = Enumerable.Range(0, AtOnce).Select(_ => Timed(() => family.Guardian.Api.GetAsync("start")));
            var answers = Task.WhenAll([.. asking]);
            using var client = app.Client();
            var (ready, readyTook) = await Timed(() => client.GetAsync("/health/ready"));

            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            Assert.InRange(readyTook, TimeSpan.Zero, Limit);
            Assert.All(
                await answers,
                one =>
                {
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, one.Answer.StatusCode);
                    Assert.True(one.Answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
                    Assert.InRange(one.Took, TimeSpan.Zero, Limit);
                }
            );
        }

        await family.Guardian.Api.GetAsync("start").Is(HttpStatusCode.OK);
    }

    private static async Task<(HttpResponseMessage Answer, TimeSpan Took)> Timed(Func<Task<HttpResponseMessage>> ask)
    {
        var took = Stopwatch.StartNew();
        return (await ask(), took.Elapsed);
    }
}
