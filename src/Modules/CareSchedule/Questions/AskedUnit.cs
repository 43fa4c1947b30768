using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// The children of a unit that a question is about, as staff may see them: of the own groups; all of them for who leads
/// the unit.
/// </summary>
internal sealed class AskedUnit(IChildren ofStaff, CareFacts facts, TimeProvider clock)
{
    public async Task<IReadOnlyList<GetQuestion.Item>> Of(Guid unitId, Question question, CancellationToken ct)
    {
        // Who comes or leaves within the days is in one of them; who is elsewhere on all of them is here today.
        var children = (await ofStaff.OfStaff([question.StartsOn, question.EndsOn, clock.Today()], ct))
            .Where(one => one.MayReachGuardians)
            .Select(one => one.Child)
            .DistinctBy(child => child.Id)
            .ToList();
        var known = await facts.Of([.. children.Select(child => child.Id)], question.StartsOn, question.EndsOn, ct);
        return
        [
            .. from child in children
            let name = $"{child.GivenName} {child.FamilyName}".Trim()
            let days = AskedChild
                .Of(known[child.Id], question, name, writer: null)
                .Days.Where(day => day.UnitId == unitId)
                .ToList()
            where days.Count > 0
            select new GetQuestion.Item(
                child.Id,
                name,
                child.Protected,
                child.Protected ? null : child.Group,
                days.Count(day => day.Care is null),
                days
            ),
        ];
    }
}
