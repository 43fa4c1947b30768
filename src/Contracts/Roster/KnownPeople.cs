using Kapprum.Kernel;

namespace Kapprum.Contracts.Roster;

/// <summary>
/// What people are called who have done something about a child: guardians and staff by given name, and whose own
/// identity is protected as one of them.
/// </summary>
/// <param name="guardians">Those of them who are guardians of the children.</param>
public sealed class KnownPeople(Texts texts, IReadOnlySet<Guid> guardians, IReadOnlyDictionary<Guid, Person> people)
{
    public bool IsGuardian(Guid? personId) => personId is { } id && guardians.Contains(id);

    /// <summary>"Linnea", "en vårdnadshavare", "personalen"; "dig" for the reader.</summary>
    /// <param name="reader">Who reads it; null when it is told to several.</param>
    /// <param name="nameless">Whether no name may stand where it is read.</param>
    public string Name(Guid personId, string language, Guid? reader = null, bool nameless = false) =>
        personId == reader ? texts.In(language, "roster.by.you")
        : !nameless && people.GetValueOrDefault(personId) is { Protected: false } person ? person.GivenName
        : texts.In(language, IsGuardian(personId) ? "roster.by.a-guardian" : "roster.by.the-staff");
}
