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
    /// <exception cref="Refusal">The child's places there are others' to write in.</exception>
    public CarePlacement? Place(ChildFacts facts, Guid unitId, Guid? household, DateOnly day)
    {
        var placements = facts.Placements[day].Where(placement => placement.UnitId == unitId).ToList();
        if (placements.Count == 0 || placements.Exists(placement => facts.Household(placement) is null))
            return placements.FirstOrDefault();

        var writes = ByStaff ? household : PersonId;
        return placements.Find(placement => facts.Household(placement) == writes)
            ?? throw Refusal.Conflict(
                "careschedule/others-place",
                ("households", placements.Select(facts.Household).OfType<Guid>().ToArray())
            );
    }
}
