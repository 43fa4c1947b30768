namespace Kapprum.Accounts.Passwords;

/// <summary>
/// Who comes to a core next: those who are known before strangers, however many strangers there are; but every fourth
/// turn is a stranger's, so that nobody waits for ever. Each of the two has room of its own to wait in.
/// </summary>
internal sealed class HashingQueue(int cores, int room)
{
    private const int ShareOfStrangers = 4;

    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource<bool>>[] waiting = [new(), new()];
    private int free = cores;
    private int turns;

    /// <summary>Waits for a core, which has to be left again.</summary>
    /// <returns>False when too many wait already, or it would take too long.</returns>
    public async Task<bool> Enter(Client client, TimeSpan longest, CancellationToken ct)
    {
        LinkedListNode<TaskCompletionSource<bool>> place;
        var lane = waiting[(int)client];
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return true;
            }

            if (lane.Count >= room)
                return false;
            place = lane.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(longest);
        await using (patience.Token.Register(() => GiveUp(lane, place)))
        {
            var entered = await place.Value.Task;
            if (!entered)
                ct.ThrowIfCancellationRequested();
            return entered;
        }
    }

    /// <summary>Gives the core to whoever is next.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (Next() is not { } next)
            {
                free++;
                return;
            }

            next.List!.Remove(next);
            next.Value.SetResult(true);
        }
    }

    private LinkedListNode<TaskCompletionSource<bool>>? Next()
    {
        var (known, stranger) = (waiting[(int)Client.Known].First, waiting[(int)Client.Stranger].First);
        if (known is null || stranger is null)
            return known ?? stranger;
        return ++turns % ShareOfStrangers == 0 ? stranger : known;
    }

    private void GiveUp(LinkedList<TaskCompletionSource<bool>> lane, LinkedListNode<TaskCompletionSource<bool>> place)
    {
        lock (gate)
        {
            if (place.List is null)
                return;
            lane.Remove(place);
            place.Value.SetResult(false);
        }
    }
}
