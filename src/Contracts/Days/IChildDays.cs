namespace Kapprum.Contracts.Days;

/// <summary>
/// Says when children have something to attend, at school or in care. Whoever knows it best answers: a module that
/// registers its own answer takes over from the roster, in whatever order the modules are registered, and no asker
/// changes. The caller has seen to it that the children may be seen. Each call is a few round trips, however many
/// children and days it is about.
/// </summary>
public interface IChildDays
{
    /// <summary>How many days ahead of today there is an answer.</summary>
    const int Horizon = 400;

    /// <summary>The days of a period with something to attend, by day; the last is at most the horizon away.</summary>
    Task<IReadOnlyList<ChildDay>> On(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    );

    /// <summary>
    /// The next days from a day on with something to attend, of each child at most so many within the horizon, by day.
    /// </summary>
    Task<IReadOnlyList<ChildDay>> Next(
        IReadOnlyCollection<Guid> childIds,
        DateOnly from,
        int count,
        CancellationToken ct
    );

    /// <summary>
    /// The days as a guardian may know them: where a child's homes are kept apart, what the other home has said of its
    /// days is left out.
    /// </summary>
    IChildDays KnownTo(Guid guardian);
}

public static class ChildDaysExtensions
{
    /// <summary>A child's day; null when there is nothing to attend.</summary>
    public static async Task<ChildDay?> On(this IChildDays days, Guid childId, DateOnly day, CancellationToken ct) =>
        (await days.On([childId], day, day, ct)).SingleOrDefault();
}
