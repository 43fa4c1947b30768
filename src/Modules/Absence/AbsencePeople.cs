using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// Says who has done what with absences, to those who may know: guardians and staff by given name, and whose own
/// identity is protected as one of them.
/// </summary>
internal sealed class AbsencePeople(IDirectory directory, IAudience audience, Texts texts)
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
        public bool IsGuardian(Guid? personId) => personId is { } id && guardians.Contains(id);

        /// <summary>"Linnea", "en vårdnadshavare", "personalen"; "dig" for the reader.</summary>
        /// <param name="reader">Who reads it; null when it is told to several.</param>
        /// <param name="nameless">Whether no name may stand where it is read.</param>
        public string Name(Guid personId, string language, Guid? reader = null, bool nameless = false) =>
            personId == reader ? texts.In(language, "absence.by.you")
            : !nameless && people.GetValueOrDefault(personId) is { Protected: false } person ? person.GivenName
            : texts.In(language, IsGuardian(personId) ? "absence.by.a-guardian" : "absence.by.the-staff");
    }
}
