using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>Whose schedule somebody writes in.</summary>
/// <param name="ByStaff">Not as a guardian of the child.</param>
internal sealed record CareWriter(Guid PersonId, bool ByStaff)
{
    /// <summary>Staff of the child's own groups and the headteacher, and its guardians.</summary>
    public const Relation Who = Relation.Guardian | Relation.OwnGroup | Relation.Headteacher;

    /// <summary>Guardians enter times so many days before a placement begins.</summary>
    public const int DaysAhead = 60;

    /// <summary>Staff change what is over so many days back.</summary>
    public const int DaysBack = 31;

    public static CareWriter Of(Relation viewer, CurrentUser user) =>
        new(user.PersonId, ByStaff: !viewer.Is(Relation.Guardian));

    /// <summary>
    /// The placement at a unit on a day in whose schedule one writes: of two places a guardian writes in the own, staff
    /// in the one they name. Null when there is none.
    /// </summary>
    /// <exception cref="Refusal">
    /// The child's places there are others' to write in, or the day is the other home's.
    /// </exception>
    public CarePlacement? Place(ChildFacts facts, Guid unitId, Guid? household, DateOnly day)
    {
        var placement = At(facts, unitId, household, day);
        if (
            placement is not null
            && facts.Owner(day) is { } owner
            && (ByStaff ? facts.IsOthersDay(placement) : owner != PersonId)
        )
            throw Refusal.Conflict("careschedule/others-day", ("household", owner));
        return placement;
    }

    /// <summary>
    /// The placement in whose schedule one lays a pattern from a day on, and whose pattern it is: while homes take
    /// turns each has its own, also for days that are not its own.
    /// </summary>
    /// <exception cref="Refusal">It is others' to lay.</exception>
    public (CarePlacement Placement, Guid? Household)? Pattern(
        ChildFacts facts,
        Guid unitId,
        Guid? household,
        DateOnly day
    )
    {
        if (At(facts, unitId, household, day) is not { } placement)
            return null;
        if (
            facts.Home(placement) is not null
            || Turn.Holding(facts.Turns.Turns, day) is not { First: { } first, Second: { } second }
            || (facts.Former.Left(first, day) && facts.Former.Left(second, day))
        )
            return (placement, facts.Home(placement));

        var writes = ByStaff ? household : PersonId;
        return writes == first || writes == second
            ? (placement, writes)
            : throw Refusal.Conflict("careschedule/others-place", ("households", new[] { first, second }));
    }

    /// <summary>One may write in the schedule of a placement, on its day.</summary>
    public bool Writes(ChildFacts facts, CarePlacement placement) =>
        ByStaff
            ? !facts.IsOthersDay(placement)
            : (facts.Home(placement) ?? PersonId) == PersonId && (facts.Owner(placement.Day) ?? PersonId) == PersonId;

    private CarePlacement? At(ChildFacts facts, Guid unitId, Guid? household, DateOnly day)
    {
        var placements = facts.Placements[day].Where(placement => placement.UnitId == unitId).ToList();
        if (placements.Count == 0 || placements.Exists(placement => facts.Home(placement) is null))
            return placements.FirstOrDefault();

        var writes = ByStaff ? household : PersonId;
        return placements.Find(placement => facts.Home(placement) == writes)
            ?? throw Refusal.Conflict(
                "careschedule/others-place",
                ("households", placements.Select(facts.Home).OfType<Guid>().ToArray())
            );
    }
}
