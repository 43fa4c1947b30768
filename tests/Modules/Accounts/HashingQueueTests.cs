using Kapprum.Accounts.Passwords;

namespace Kapprum.Tests.Accounts;

/// <summary>Who comes to a core next, without the seconds that a password costs there.</summary>
public sealed class HashingQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Who_is_known_comes_before_strangers_and_every_fourth_turn_is_a_strangers()
    {
        var queue = new HashingQueue(cores: 1, room: 100);
        Assert.True(await queue.Enter(Client.Stranger, Patience, CancellationToken.None));
        List<Client> served = [];
        var waiting = Enumerable.Range(0, 20).Select(i => Wait(i < 10 ? Client.Stranger : Client.Known)).ToArray();

        queue.Leave();
        await Task.WhenAll(waiting);

        Assert.Equal(
            [Client.Known, Client.Known, Client.Known, Client.Stranger, Client.Known, Client.Known, Client.Known],
            served.Take(7)
        );
        Assert.Equal(10, served.Count(client => client == Client.Stranger));

        async Task Wait(Client client)
        {
            Assert.True(await queue.Enter(client, Patience, CancellationToken.None));
            served.Add(client);
            queue.Leave();
        }
    }

    [Fact]
    public async Task However_many_strangers_wait_there_is_room_for_who_is_known()
    {
        var queue = new HashingQueue(cores: 1, room: 2);
        await queue.Enter(Client.Stranger, Patience, CancellationToken.None);
        var strangers = new[] { Enter(Client.Stranger), Enter(Client.Stranger) };

        Assert.False(await Enter(Client.Stranger));
        var known = Enter(Client.Known);
        queue.Leave();

        Assert.True(await known);
        Assert.All(strangers, stranger => Assert.False(stranger.IsCompleted));

        Task<bool> Enter(Client client) => queue.Enter(client, Patience, CancellationToken.None);
    }

    [Fact]
    public async Task Who_gives_up_leaves_no_gap()
    {
        var queue = new HashingQueue(cores: 1, room: 2);
        await queue.Enter(Client.Known, Patience, CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var tired = queue.Enter(Client.Known, TimeSpan.FromMilliseconds(20), CancellationToken.None);
        var cancelled = queue.Enter(Client.Known, Patience, gone.Token);
        await gone.CancelAsync();

        Assert.False(await tired);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        queue.Leave();

        Assert.True(await queue.Enter(Client.Stranger, Patience, CancellationToken.None));
    }
}
