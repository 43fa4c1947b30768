using AngleSharp.Html.Parser;
using Kapprum.Kernel;
using Kapprum.Support;
using Kapprum.Tests.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Host;

/// <summary>
/// What an administrator sees at /jobs, where <c>/health/ready</c> leads when events are not handled.
/// </summary>
public sealed class JobsTests
{
    private const string Why = "The printer is on fire.";

    [Fact]
    public async Task A_handler_that_fails_is_listed_by_its_name_with_the_reason()
    {
        await using var app = await App.Start(
            settings: new Dictionary<string, string?> { ["Jobs:Run"] = "true" },
            instead: services =>
            {
                var subscriptions = (Subscriptions)
                    services.Single(service => service.ServiceType == typeof(Subscriptions)).ImplementationInstance!;
                subscriptions.AddEvent(typeof(Rung));
                subscriptions.AddHandler<Rung, Failing>();
                services.AddScoped<Failing>();
            }
        );
        var administrator = await app.Administrator();

        await using (var scope = app.Services.CreateAsyncScope())
            await scope
                .ServiceProvider.GetRequiredService<OwnTransaction>()
                .Run(
                    own =>
                    {
                        own.GetRequiredService<Outbox>().Publish(new Rung(1));
                        return Task.FromResult(0);
                    },
                    CancellationToken.None
                );

        var listed = await Eventually(async () => await Retries(app, administrator), rows => rows.Count > 0);
        var row = Assert.Single(listed);
        Assert.Contains($"{typeof(Failing).FullName}/{nameof(Rung)}", row);
        Assert.Contains(Why, row);

        // Most that fails has met the database in a bad moment: it is tried again soon.
        var pause = await app.Value<double>(
            """
            select min((extract(epoch from (data ->> 'EnqueueAt')::timestamptz)
                        - extract(epoch from (data ->> 'ScheduledAt')::timestamptz))::float)
            from hangfire.state where name = 'Scheduled'
            """
        );
        Assert.InRange(pause, 1, 7);
    }

    private static async Task<IReadOnlyList<string>> Retries(App app, Actor administrator)
    {
        var page = new HtmlParser().ParseDocument(
            await administrator.Api.GetStringAsync(new Uri($"{app.Address}/jobs/retries"))
        );
        return [.. page.QuerySelectorAll("tbody tr").Select(row => row.TextContent)];
    }

    private static async Task<T> Eventually<T>(Func<Task<T>> ask, Func<T, bool> isThere)
    {
        for (var waited = 0; ; waited++)
        {
            var answer = await ask();
            if (isThere(answer))
                return answer;
            Assert.InRange(waited, 0, 1200);
            await Task.Delay(100);
        }
    }

    private sealed class Failing : IEventHandler<Rung>
    {
        public Task Handle(IReadOnlyList<Rung> happened, CancellationToken ct) =>
            throw new InvalidOperationException(Why);
    }
}
