using System.Collections.Frozen;

namespace Kapprum.Roster.Import;

/// <summary>
/// The values of a field that the standard lists, each with what it means here. They are told apart without regard to
/// case, to white space and to how a letter is composed.
/// </summary>
internal sealed class KnownValues<T>(params (string Value, T Meaning)[] known)
{
    private readonly FrozenDictionary<string, T> meanings = known.ToFrozenDictionary(
        one => one.Value,
        one => one.Meaning,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>What is made of a value that is not listed.</summary>
    public T? Otherwise { get; init; }

    /// <summary>What is made of none.</summary>
    public T? None { get; init; }

    /// <param name="written">Composed, as <see cref="Fields.TextOrNull"/> reads it.</param>
    public bool Knows(string written, out T? meaning) =>
        meanings.TryGetValue(written, out meaning)
        || written.TrimmedOrNull() is { } trimmed && meanings.TryGetValue(trimmed, out meaning);
}

/// <summary>The lists of SS12000 v2.1, as far as something follows from them.</summary>
internal static class StandardValues
{
    /// <summary>How far it is above the children.</summary>
    public static readonly KnownValues<Level> OrganisationTypes = new(
        ("Skolenhet", Level.Unit),
        ("Skola", Level.School),
        ("Rektorsområde", Level.School),
        ("Övrigt", Level.School),
        ("Huvudman", Level.Owner),
        ("Verksamhetsområde", Level.Owner),
        ("Förvaltning", Level.Owner),
        ("Varumärke", Level.Owner),
        ("Bolag", Level.Owner)
    )
    {
        Otherwise = Level.Unknown,
        None = Level.Unknown,
    };

    /// <summary>What kind of unit has it.</summary>
    public static readonly KnownValues<string> SchoolTypes = new(
        ("FS", "preschool"),
        ("FKLASS", "school"),
        ("GR", "school"),
        ("GRS", "school"),
        ("GRSÄR", "school"),
        ("SP", "school"),
        ("SAM", "school"),
        ("GY", "school"),
        ("GYS", "school"),
        ("GYSÄR", "school"),
        ("FTH", "leisure-centre"),
        ("OPPFTH", "leisure-centre")
    );

    public static readonly KnownValues<string> PlacementTypes = new(
        ("FS", "preschool"),
        ("FTH", "leisure"),
        ("OPPFTH", "leisure")
    );

    public static readonly KnownValues<string> Markings = new(
        ("Ingen", "none"),
        ("Sekretessmarkering", "confidential"),
        ("Skyddad folkbokföring", "protected-registration")
    )
    {
        // It protects too, whatever it is.
        Otherwise = "confidential",
        None = "none",
    };

    public static readonly KnownValues<PersonStatus> PersonStatuses = new(
        ("Aktiv", PersonStatus.Active),
        ("Utvandrad", PersonStatus.Emigrated),
        ("Avliden", PersonStatus.Deceased)
    );

    public static readonly KnownValues<string> Relations = new(
        ("Vårdnadshavare", "custodian"),
        ("God man", "custodian"),
        ("Annan ansvarig", "contact"),
        ("Utsedd behörig", "contact")
    )
    {
        // It gives no rights, whatever it is.
        Otherwise = "contact",
        None = "contact",
    };

    public static readonly KnownValues<string> GroupTypes = new(
        ("Klass", "class"),
        ("Avdelning", "department"),
        ("Mentor", "mentor"),
        ("Undervisning", "teaching"),
        ("Provgrupp", "other"),
        ("Schema", "other"),
        ("Personalgrupp", "other"),
        ("Övrigt", "other")
    )
    {
        Otherwise = "other",
        None = "other",
    };

    /// <summary>Of duties and of what is assigned with them; others are taken as they are written.</summary>
    public static readonly KnownValues<string> Roles = Spelled(
        "Rektor",
        "Förskolechef",
        "Lärare",
        "Förskollärare",
        "Barnskötare",
        "Fritidspedagog",
        "Skoladministratör",
        "Mentor",
        "Förstelärare",
        "Lärarassistent",
        "Specialpedagog",
        "Speciallärare",
        "Kurator",
        "Skolsköterska",
        "Bibliotekarie",
        "Studie- och yrkesvägledare"
    );

    /// <summary>The roles that lead a unit.</summary>
    public static readonly string[] Leading = ["Rektor", "Förskolechef"];

    public static readonly KnownValues<string> PlacementReasons = Spelled("Omsorgsbehov", "Erbjuden tid", "Eget behov");

    public static readonly KnownValues<string> EnrolmentTypes = Spelled(
        "FS",
        "FKLASS",
        "GR",
        "GRS",
        "GRSÄR",
        "SP",
        "SAM",
        "GY",
        "GYS",
        "GYSÄR",
        "FTH",
        "OPPFTH"
    );

    private static KnownValues<string> Spelled(params string[] values) =>
        new([.. values.Select(value => (value, value))]);

    public enum Level
    {
        /// <summary>Children are placed and enrolled here.</summary>
        Unit,

        /// <summary>One school with the units below it.</summary>
        School,

        /// <summary>Who runs schools: what is here is of all of them.</summary>
        Owner,

        /// <summary>Nobody knows, unless children are there.</summary>
        Unknown,
    }

    public enum PersonStatus
    {
        Active,
        Emigrated,
        Deceased,
    }
}
