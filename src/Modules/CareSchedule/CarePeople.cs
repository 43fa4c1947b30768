using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Says who has changed schedules, to those who may know: guardians and staff by given name, and whose own identity is
/// protected as one of them.
/// </summary>
internal sealed class CarePeople(IDirectory directory, IAudience audience, Texts texts)
{
    /// <summary>Looks up all of them at once.</summary>
    /// <param name="childIds">The children whose guardians some of the people may be.</param>
    public async Task<Known> Of(IReadOnlyCollection<Guid> childIds, IEnumerable<Guid?> personIds, CancellationToken ct)
    {
        Guid[] ids = [.. personIds.OfType<Guid>().Distinct()];
        if (ids.Length == 0)
            return new(texts, new HashSet<Guid>(), new Dictionary<Guid, Person>());

        var guardians = await audience.GuardiansOf(childIds, ct);
        return new(
            texts,
            guardians.Select(one => one.PersonId).Where(ids.Contains).ToHashSet(),
            await directory.People(ids, ct)
        );
    }

    /// <summary>People who have been looked up.</summary>
    public sealed class Known(Texts texts, HashSet<Guid> guardians, IReadOnlyDictionary<Guid, Person> people)
    {
        /// <summary>"Linnea", "en vårdnadshavare", "personalen"; "dig" for the reader.</summary>
        public string Name(Guid personId, string language, Guid reader) =>
            personId == reader ? texts.In(language, "careschedule.by.you")
            : people.GetValueOrDefault(personId) is { Protected: false } person ? person.GivenName
            : texts.In(
                language,
                guardians.Contains(personId) ? "careschedule.by.a-guardian" : "careschedule.by.the-staff"
            );
    }
}
