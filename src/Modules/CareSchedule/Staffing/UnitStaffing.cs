using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>
/// Brings what a unit's staffing follows from, in a fixed number of round trips however many children and days, and
/// works it out.
/// </summary>
internal sealed class UnitStaffing(
    NpgsqlConnection db,
    ICareUnits units,
    CareFacts facts,
    CareRequests requests,
    IEnumerable<IDayOverlay> overlays,
    ISettings settings
)
{
    private sealed record WeightRow(Guid ChildId, decimal Weight);

    /// <summary>A unit on some days.</summary>
    public sealed record Found(string Unit, StaffingRules Rules, PlannedShifts Shifts, IReadOnlyList<StaffedDay> Days);

    public async Task<Found> Of(Guid unitId, DateOnly from, DateOnly until, CancellationToken ct)
    {
        var unit = await units.On(unitId, from, until, ct);
        var rules = await settings.Of(unitId, unit.Leisure, ct);
        Guid[] ids = [.. unit.Children.Select(child => child.Id)];
        // A night that began on the day before ends on the first.
        var before = from.AddDays(-1);
        await using var found = await db.QuerySeveral(
            $"""
            select child_id, weight from careschedule.child_weight
            where child_id = any(@Children) and weight is not null;
            {Shifts.OfUnit}
            """,
            new
            {
                Children = ids,
                UnitId = unitId,
                From = before,
                Until = until,
            },
            ct
        );
        var weights = (await found.Query<WeightRow>()).ToDictionary(row => row.ChildId, row => row.Weight);
        var shifts = await Shifts.Read(found);
        await found.DisposeAsync();

        var known = await facts.Of(ids, from, until, ct);
        var over = (await overlays.Over(ids, before, until, ct)).ToLookup(piece => piece.ChildId);
        var asked = (await requests.Waiting(ids, ct)).ToLookup(request => request.ChildId);
        var born = unit.Children.ToDictionary(child => child.Id, child => child.BirthDate);
        var planned = known.Values.ToDictionary(
            child => child.ChildId,
            child => Days(before, until).ToDictionary(day => day, day => DayPlan.Of(child, day))
        );
        return new(
            unit.Name,
            rules,
            shifts,
            [
                .. from day in unit.Days
                select StaffingPlan.Of(
                    new()
                    {
                        UnitId = unitId,
                        Day = day,
                        Groups = unit.Groups,
                        Adults = shifts.Adults(day.Date),
                        OtherShifts = shifts.Days.ContainsKey(day.Date),
                        Rules = rules,
                        Children =
                        [
                            .. from child in known.Values
                            select new ChildOnDay
                            {
                                ChildId = child.ChildId,
                                GroupId = GroupOf(child, unitId, day.Date),
                                Weight = rules.Weight(
                                    born[child.ChildId],
                                    weights.TryGetValue(child.ChildId, out var own) ? own : null,
                                    day.Date
                                ),
                                Planned = planned[child.ChildId][day.Date],
                                Before = planned[child.ChildId][day.Date.AddDays(-1)],
                                Over = [.. over[child.ChildId]],
                                Requests = [.. asked[child.ChildId]],
                            },
                        ],
                    }
                ),
            ]
        );
    }

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly until) =>
        Enumerable.Range(0, until.DayNumber - from.DayNumber + 1).Select(after => from.AddDays(after));

    /// <summary>The group in which a child is at a unit, also when it does not come; a class is none of care.</summary>
    private static Guid? GroupOf(ChildFacts child, Guid unitId, DateOnly day) =>
        child
            .Frame[day]
            .Where(piece => piece.UnitId == unitId)
            .OrderBy(piece => piece.Source != DaySource.OpeningHours)
            .FirstOrDefault()
            ?.GroupId;
}
