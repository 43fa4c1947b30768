using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class PeopleWhoAct(IDirectory directory, IAudience audience, Texts texts) : IKnownPeople
{
    public async Task<KnownPeople> Of(
        IReadOnlyCollection<Guid> childIds,
        IEnumerable<Guid?> personIds,
        CancellationToken ct
    )
    {
        Guid[] ids = [.. personIds.OfType<Guid>().Distinct()];
        if (ids is [])
            return new(texts, new HashSet<Guid>(), new Dictionary<Guid, Person>());

        var guardians = await audience.GuardiansOf(childIds, ct);
        return new(
            texts,
            guardians.Select(one => one.PersonId).Where(ids.Contains).ToHashSet(),
            await directory.People(ids, ct)
        );
    }
}
