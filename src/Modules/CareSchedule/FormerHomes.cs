namespace Kapprum.CareSchedule;

/// <summary>
/// The homes of a child that are no guardians of it any more. From then on they keep no days: what has been stays as it
/// was.
/// </summary>
/// <param name="From">The day on which it was known; today until then.</param>
/// <param name="People">Those who have left.</param>
/// <param name="Places">The places that were theirs, beside another home's at the same unit, by day.</param>
internal sealed record FormerHomes(
    DateOnly From,
    IReadOnlySet<Guid> People,
    IReadOnlySet<(Guid UnitId, DateOnly Day)> Places
)
{
    public static readonly FormerHomes None = new(
        DateOnly.MaxValue,
        new HashSet<Guid>(),
        new HashSet<(Guid, DateOnly)>()
    );

    public bool Left(Guid home, DateOnly day) => day >= From && People.Contains(home);

    /// <summary>A day would be theirs, by the turns or by a place of their own.</summary>
    /// <param name="owner">Whose it is by the turns.</param>
    public bool HadDay(DateOnly day, Guid? owner) =>
        (owner is { } home && Left(home, day)) || Places.Any(place => place.Day == day);
}
