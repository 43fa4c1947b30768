using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>Knows the groups that adults can be with.</summary>
internal sealed class ShiftGroups(ICareUnits units, TimeProvider clock)
{
    /// <exception cref="Refusal">One of the groups is not the unit's.</exception>
    public async Task Check(Guid unitId, IReadOnlyList<Shift> shifts, CancellationToken ct)
    {
        var today = clock.Today();
        if (shifts.All(shift => shift.GroupId is null))
            return;
        var known = (await units.On(unitId, today, today, ct)).Groups.Select(group => group.Id).ToHashSet();
        foreach (var (at, shift) in shifts.Index())
            if (shift.GroupId is { } group && !known.Contains(group))
                throw Refusal.Invalid($"Shifts[{at}].GroupId", "careschedule/no-such-group");
    }
}
