using Kapprum.Contracts.Days;

namespace Kapprum.Start;

/// <summary>How children's days are as far as they are planned and talked of; nobody has seen who has come.</summary>
internal sealed class PlannedStates(
    IChildDays days,
    IEnumerable<IDayOverlay> overlays,
    CurrentUser user,
    TimeProvider clock
) : IChildStates
{
    // The rail and the page below it ask for the same.
    private (Guid[] Children, Task<IReadOnlyDictionary<Guid, ChildNow>> States)? asked;

    public Task<IReadOnlyDictionary<Guid, ChildNow>> Now(IReadOnlyCollection<Guid> childIds, CancellationToken ct)
    {
        if (asked is not { } earlier || !earlier.Children.SequenceEqual(childIds))
            asked = earlier = ([.. childIds], Read(childIds, ct));
        return earlier.States;
    }

    private async Task<IReadOnlyDictionary<Guid, ChildNow>> Read(
        IReadOnlyCollection<Guid> childIds,
        CancellationToken ct
    )
    {
        if (childIds.Count == 0)
            return new Dictionary<Guid, ChildNow>();

        var today = clock.Today();
        var planned = (await days.KnownTo(user.PersonId).On(childIds, today, today, ct)).ToDictionary(day =>
            day.ChildId
        );
        var over = (await overlays.Over(childIds, today, today, ct)).ToLookup(piece => piece.ChildId);
        return childIds.ToDictionary(
            child => child,
            child =>
            {
                var day = planned.GetValueOrDefault(child);
                // Of the other home's day it is told that the child is away, neither why nor for which part of it.
                var said = day is { OtherHome: true }
                    ? over[child]
                        .Where(piece => piece.WholeDay)
                        .Select(piece =>
                            piece with
                            {
                                DetailKey = null,
                                From = TimeOfDay.Midnight,
                                Until = TimeOfDay.EndOfDay,
                            }
                        )
                    : over[child];
                return ChildNow.Of(day, [.. said], clock.Now());
            }
        );
    }
}
