using Kapprum.Contracts.Roster;
using Kapprum.Contracts.Start;

namespace Kapprum.CareSchedule;

/// <summary>The way from a child's card on the start page to its week.</summary>
internal sealed class CareCard(IChildren ofGuardian, Texts texts) : IChildCard
{
    public int Order => 40;

    public async Task<IReadOnlyDictionary<Guid, ChildCardPart>> Of(IReadOnlyList<Guid> childIds, CancellationToken ct)
    {
        var children = await ofGuardian.KnownToGuardian(ct);
        return childIds.ToDictionary(
            id => id,
            id => new ChildCardPart(
                [],
                [
                    new(null, texts["careschedule.card.week"], $"/care/{id}")
                    {
                        About = texts["careschedule.card.about", ("child", children[id].Name)],
                    },
                ]
            )
        );
    }
}
