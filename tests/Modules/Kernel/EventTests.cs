using System.Collections.Concurrent;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Kernel;

[Event("test/rung")]
public sealed record Rung(int Number) : IEvent;

public sealed class EventTests : IAsyncLifetime
{
    private readonly Ears ears = new();
    private App app = null!;

    public async Task InitializeAsync() =>
        app = await App.Start(instead: services =>
        {
            var subscriptions = (Subscriptions)
                services.Single(service => service.ServiceType == typeof(Subscriptions)).ImplementationInstance!;
            subscriptions.AddEvent(typeof(Rung));
            subscriptions.AddHandler<Rung, FirstEar>();
            subscriptions.AddHandler<Rung, SecondEar>();
            services.AddSingleton(ears).AddScoped<FirstEar>().AddScoped<SecondEar>();
        });

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task What_is_published_reaches_every_handler_once_and_together()
    {
        await Publish(1, 2, 3);

        await Relay.Drain();
        await Relay.Drain();

        Assert.Equal([1, 2, 3], Assert.Single(ears.First));
        Assert.Equal([1, 2, 3], Assert.Single(ears.Second));
    }

    [Fact]
    public async Task What_is_rolled_back_was_never_published()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            InTransaction(scope =>
            {
                scope.GetRequiredService<Outbox>().Publish(new Rung(1));
                throw new InvalidOperationException("No.");
            })
        );

        await Relay.Drain();
        Assert.Empty(ears.First);
    }

    [Fact]
    public async Task Two_relays_at_once_deliver_each_event_once()
    {
        await Publish([.. Enumerable.Range(0, 1200)]);

        await Task.WhenAll(Task.Run(() => Relay.Drain()), Task.Run(() => Relay.Drain()), Task.Run(() => Relay.Drain()));

        Assert.Equal(Enumerable.Range(0, 1200), ears.First.SelectMany(together => together).Order());
        Assert.Equal(Enumerable.Range(0, 1200), ears.Second.SelectMany(together => together).Order());
    }

    [Fact]
    public async Task A_handler_that_fails_at_one_event_holds_neither_the_others_nor_another_back_and_is_asked_again()
    {
        await Publish(1, 2, 3);
        ears.FirstFailsAt = 2;

        await Assert.ThrowsAnyAsync<Exception>(() => Relay.Drain());
        Assert.Equal([1, 3], ears.First.SelectMany(together => together).Order());
        Assert.Equal([1, 2, 3], Assert.Single(ears.Second).Order());

        ears.FirstFailsAt = null;
        await Relay.Drain();
        Assert.Equal([1, 2, 3], ears.First.SelectMany(together => together).Order());
        Assert.Equal([1, 2, 3], Assert.Single(ears.Second).Order());
    }

    [Fact]
    public async Task A_handler_whose_turn_it_is_not_yet_holds_no_other_back_and_is_asked_again()
    {
        await Publish(1, 2, 3);
        ears.FirstIsEarlyAt = 2;

        var settled = Relay.Drain();
        await ears.Early.Task.WaitAsync(TimeSpan.FromMinutes(1));
        ears.FirstIsEarlyAt = null;
        await settled;

        Assert.Equal([1, 2, 3], ears.First.SelectMany(together => together).Order());
        Assert.Equal([1, 2, 3], Assert.Single(ears.Second).Order());
    }

    [Fact]
    public async Task A_delivery_that_comes_twice_or_twice_at_once_has_effect_once()
    {
        await Publish(7);
        var id = await app.Value<Guid>("select id from kernel.outbox");
        var handler = FirstEarsName;
        var delivery = app.Services.CreateScope().ServiceProvider.GetRequiredService<EventDelivery>();

        await Task.WhenAll(
            delivery.Deliver(handler, [id], CancellationToken.None),
            delivery.Deliver(handler, [id], CancellationToken.None)
        );
        await delivery.Deliver(handler, [id], CancellationToken.None);

        Assert.Equal([7], Assert.Single(ears.First));
    }

    [Fact]
    public async Task An_event_that_this_host_does_not_know_waits_for_one_that_does()
    {
        await app.Execute(
            "insert into kernel.outbox (id, event, body, published_at) values (@Id, 'of-the-next-version', '{}', @Now)",
            new { Id = Guid.CreateVersion7(), Now = app.Clock.GetUtcNow() }
        );
        await Publish(1);

        await Relay.Drain();

        Assert.Equal(
            ["of-the-next-version"],
            [await app.Value<string>("select string_agg(event, ',') from kernel.outbox where relayed_at is null")]
        );
    }

    [Fact]
    public async Task What_happened_in_one_command_comes_in_its_order()
    {
        int[] numbers = [.. Enumerable.Range(0, 50)];

        await Publish(numbers);
        await Relay.Drain();

        Assert.Equal(numbers, Assert.Single(ears.First));
    }

    [Fact]
    public async Task A_delivery_whose_job_is_lost_is_handed_out_again()
    {
        await Publish(7);
        await app.Execute("update kernel.outbox set relayed_at = published_at");
        await app.Execute(
            """
            insert into kernel.delivery (event_id, handler, due_at)
            select id, @handler, published_at + interval '12 hours' from kernel.outbox
            """,
            new { handler = FirstEarsName }
        );

        await Relay.Drain();
        Assert.Empty(ears.First);

        app.Clock.Advance(TimeSpan.FromHours(12));
        await Relay.Drain();
        Assert.Equal([7], Assert.Single(ears.First));
        Assert.Equal(0, await Waiting());
    }

    [Fact]
    public async Task What_was_for_a_handler_under_its_former_name_is_told_to_it()
    {
        await Publish(7);
        await app.Execute("update kernel.outbox set relayed_at = published_at");
        await app.Execute(
            """
            insert into kernel.delivery (event_id, handler, due_at)
            select id, 'Of.Old.LeftEar/Rung', published_at from kernel.outbox
            """
        );

        await Relay.Drain();

        Assert.Equal([7], Assert.Single(ears.First));
    }

    [Fact]
    public async Task An_event_that_a_handler_fails_at_is_not_forgotten_and_after_an_hour_the_host_says_so()
    {
        await Publish(7);
        ears.FirstFailsAt = 7;
        await Assert.ThrowsAnyAsync<Exception>(() => Relay.Drain());
        Assert.Equal("Healthy", await Health());

        app.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal("Degraded", await Health());

        app.Clock.Advance(TimeSpan.FromDays(40));
        await app.Purge("events");
        ears.FirstFailsAt = null;
        await Relay.Drain();
        Assert.Equal([7], Assert.Single(ears.First));
        Assert.Equal("Healthy", await Health());

        await app.Purge("events");
        Assert.Equal(0, await app.Value<long>("select count(*) from kernel.outbox"));
    }

    [Fact]
    public async Task What_is_for_a_handler_that_is_no_more_is_given_up_after_a_month()
    {
        await Publish(7);
        await Relay.Drain();
        await app.Execute(
            """
            insert into kernel.delivery (event_id, handler, due_at) select id, 'No.More/Rung', published_at
            from kernel.outbox
            """
        );
        app.Clock.Advance(TimeSpan.FromDays(29));
        await app.Purge("events");
        Assert.Equal(1, await Waiting());
        Assert.Equal("Healthy", await Health());

        app.Clock.Advance(TimeSpan.FromDays(2));
        await app.Purge("events");
        Assert.Equal(0, await Waiting());
    }

    private Task<long> Waiting() => app.Value<long>("select count(*) from kernel.delivery");

    private async Task<string> Health()
    {
        using var browser = app.Client();
        return (await browser.GetStringAsync(new Uri("health/ready", UriKind.Relative))).Split(':')[0];
    }

    private OutboxRelay Relay => app.Services.GetRequiredService<OutboxRelay>();

    private Task Publish(params int[] numbers) =>
        InTransaction(scope =>
        {
            foreach (var number in numbers)
                scope.GetRequiredService<Outbox>().Publish(new Rung(number));
        });

    private async Task InTransaction(Action<IServiceProvider> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<Transaction>()
            .Run(
                () =>
                {
                    work(scope.ServiceProvider);
                    return Task.FromResult(0);
                },
                CancellationToken.None
            );
    }

    private sealed class Ears
    {
        public ConcurrentQueue<int[]> First { get; } = new();
        public ConcurrentQueue<int[]> Second { get; } = new();
        public int? FirstFailsAt { get; set; }
        public int? FirstIsEarlyAt { get; set; }
        public TaskCompletionSource Early { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private const string FirstEarsName = "Of.Old.LeftEar/Rung";

    [KnownAs("Of.Old.LeftEar")]
    private sealed class FirstEar(Ears ears) : IEventHandler<Rung>
    {
        public Task Handle(IReadOnlyList<Rung> happened, CancellationToken ct)
        {
            if (happened.Any(rung => rung.Number == ears.FirstFailsAt))
                throw new InvalidOperationException("This ear is deaf.");
            if (happened.Any(rung => rung.Number == ears.FirstIsEarlyAt))
            {
                ears.Early.TrySetResult();
                throw new NotYet();
            }

            ears.First.Enqueue([.. happened.Select(rung => rung.Number)]);
            return Task.CompletedTask;
        }
    }

    private sealed class SecondEar(Ears ears) : IEventHandler<Rung>
    {
        public Task Handle(IReadOnlyList<Rung> happened, CancellationToken ct)
        {
            ears.Second.Enqueue([.. happened.Select(rung => rung.Number)]);
            return Task.CompletedTask;
        }
    }
}

public sealed class BackgroundTests
{
    [Fact]
    public async Task A_host_that_runs_jobs_delivers_events_and_mails_without_being_asked()
    {
        await using var app = await App.Start(settings: new Dictionary<string, string?> { ["Jobs:Run"] = "true" });
        var family = await app.Family();
        var address = $"{family.Guardian.Id:N}@example.org";
        await app.Execute(
            "update accounts.account set email = @address, email_key = @address where person_id = @Id",
            new { address, family.Guardian.Id }
        );

        await family.Staff.Api.Post("absences/recorded", new { childId = family.Child, day = app.Today }).Created();

        for (var waited = 0; app.MailsTo(address).Count == 0; waited++)
        {
            Assert.InRange(waited, 0, 3600);
            await Task.Delay(50);
        }
    }
}
