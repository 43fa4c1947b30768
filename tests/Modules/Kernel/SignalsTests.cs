using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kapprum.Tests.Kernel;

public sealed class SignalsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_signal_wakes_who_waits_in_another_host_at_once()
    {
        await using var here = await Host.Start(shared.App);
        await using var there = await Host.Start(shared.App);
        await there.Hears("warm-up", from: here);
        var heard = new TaskCompletionSource<string>();
        // The application and other tests raise signals in the same database.
        there.Signals.Raised += signal => _ = signal == "bell" && heard.TrySetResult(signal);
        var waiting = there.Signals.Wait("bell", Long, CancellationToken.None);

        var begun = TimeProvider.System.GetTimestamp();
        here.Signals.Raise("bell");
        await waiting;

        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, Long / 2);
        Assert.Equal("bell", await heard.Task.WaitAsync(Long));
    }

    [Fact]
    public async Task A_signal_raised_before_anybody_waits_is_not_lost_and_many_are_one()
    {
        await using var here = await Host.Start(shared.App);
        for (var times = 0; times < 100; times++)
            here.Signals.Raise("early");

        await here.Signals.Wait("early", Long, CancellationToken.None).WaitAsync(Long / 2);
    }

    [Fact]
    public async Task Listening_goes_on_after_the_database_has_hung_up()
    {
        await using var here = await Host.Start(shared.App);
        await using var there = await Host.Start(shared.App);
        await there.Hears("warm-up", from: here);

        await shared.App.Execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = @Name",
            new { there.Name }
        );

        await there.Hears("again", from: here);
    }

    private sealed class Host(NpgsqlDataSource database, Signals signals, string name) : IAsyncDisposable
    {
        public Signals Signals => signals;

        public string Name => name;

        public static async Task<Host> Start(App app)
        {
            var name = $"signals-{Guid.CreateVersion7()}";
            var database = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(app.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString)
                {
                    ApplicationName = name,
                }
            );
            var signals = new Signals(database, NullLogger<Signals>.Instance);
            await signals.StartAsync(CancellationToken.None);
            return new(database, signals, name);
        }

        /// <summary>
        /// Listening begins some time after the start, and again some time after a broken connection: until then
        /// signals may be lost.
        /// </summary>
        public async Task Hears(string signal, Host from)
        {
            for (var tries = 0; ; tries++)
            {
                Assert.InRange(tries, 0, 100);
                var waiting = Signals.Wait(signal, TimeSpan.FromMilliseconds(200), CancellationToken.None);
                var raised = new TaskCompletionSource();
                void Note(string heard) => _ = heard == signal && raised.TrySetResult();
                Signals.Raised += Note;
                from.Signals.Raise(signal);
                await waiting;
                Signals.Raised -= Note;
                if (raised.Task.IsCompleted)
                    return;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await signals.StopAsync(CancellationToken.None);
            signals.Dispose();
            await database.DisposeAsync();
        }
    }
}
