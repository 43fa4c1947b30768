using Kapprum.Kernel;

namespace Kapprum.Contracts.Days;

/// <summary>
/// Knows of children whose homes are kept apart, by the headteacher's decision: of the one home's days the other is
/// told neither times nor why the child is away. A module contributes what it knows; where none does, no homes are
/// apart. One round trip while none of the children's are.
/// </summary>
public interface IHomesApart : IContribution
{
    /// <summary>Whose each of some days is, of children whose homes are apart; of others nobody.</summary>
    Task<ILookup<(Guid ChildId, DateOnly Day), Guid>> Homes(
        IReadOnlyCollection<(Guid ChildId, DateOnly Day)> days,
        CancellationToken ct
    );
}

public static class HomesApartExtensions
{
    /// <summary>What all modules know.</summary>
    public static async Task<ILookup<(Guid ChildId, DateOnly Day), Guid>> Homes(
        this IEnumerable<IHomesApart> all,
        IReadOnlyCollection<(Guid ChildId, DateOnly Day)> days,
        CancellationToken ct
    )
    {
        List<((Guid ChildId, DateOnly Day) Day, Guid Home)> homes = [];
        foreach (var one in days.Count == 0 ? [] : all)
            homes.AddRange(from day in await one.Homes(days, ct) from home in day select (day.Key, home));
        return homes.ToLookup(one => one.Day, one => one.Home);
    }

    /// <summary>Those of some days of which a guardian may not be told, as they are the other home's.</summary>
    public static async Task<IReadOnlySet<(Guid ChildId, DateOnly Day)>> HiddenFrom(
        this IEnumerable<IHomesApart> all,
        Guid guardian,
        IReadOnlyCollection<(Guid ChildId, DateOnly Day)> days,
        CancellationToken ct
    ) => (await all.Homes(days, ct)).Where(day => day.Any(home => home != guardian)).Select(day => day.Key).ToHashSet();
}
