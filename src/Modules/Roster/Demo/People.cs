namespace Kapprum.Roster.Demo;

internal enum Marking
{
    None,
    Confidential,
    ProtectedRegistration,
}

internal enum Relation
{
    Guardian,
    OtherResponsible,
    LegalRepresentative,
}

/// <summary>Where somebody lives; the numbers are looked up in <see cref="Places"/> when they are written.</summary>
internal readonly record struct Home(int Quarter, int Street, int House, int Apartment);

/// <summary>From the first day to the last, both included.</summary>
internal readonly record struct Stay(DateOnly From, DateOnly? Until);

/// <summary>Somebody in the municipality; <see cref="CivicNumber"/> is 0 for those without one.</summary>
internal abstract class Person(
    int number,
    string givenName,
    string familyName,
    bool woman,
    DateOnly birth,
    long civicNumber
)
{
    public int Number => number;
    public string GivenName => givenName;
    public string FamilyName => familyName;
    public bool Woman => woman;
    public DateOnly Birth => birth;
    public long CivicNumber => civicNumber;
    public Marking Marking { get; set; }
}

/// <summary>A guardian, somebody on the staff, or both; a mail number is 0 for who has no such address.</summary>
internal sealed class Adult(
    int number,
    string givenName,
    string familyName,
    bool woman,
    DateOnly birth,
    long civicNumber,
    Home home
) : Person(number, givenName, familyName, woman, birth, civicNumber)
{
    public Home Home => home;

    /// <summary>For a child, whether on the staff or not.</summary>
    public bool IsResponsible { get; init; }
    public int PrivateMail { get; init; }
    public int WorkMail { get; set; }
}

/// <summary>A child in preschool (<see cref="Grade"/> is null) or a pupil in grade 0 (preschool class) to 9.</summary>
internal sealed class Child(
    int number,
    string givenName,
    string familyName,
    bool woman,
    DateOnly birth,
    long civicNumber,
    Household household,
    int? grade
) : Person(number, givenName, familyName, woman, birth, civicNumber)
{
    public Household Household => household;
    public int? Grade => grade;

    public Unit? School { get; set; }
    public Stay Enrolment { get; set; }

    public Unit? CareUnit { get; set; }
    public Group? CareGroup { get; set; }
    public Stay Care { get; set; }
    public bool FifteenHours { get; set; }
}

/// <summary>
/// Children with the same guardians; they live at <see cref="Home"/>, a separated guardian elsewhere.
/// </summary>
internal sealed class Household(NameGroup origin, Home home)
{
    public NameGroup Origin => origin;
    public Home Home => home;
    public List<(Adult Person, Relation Relation)> Responsible { get; } = [];
    public List<Child> Children { get; } = [];
}

internal enum UnitKind
{
    Preschool,
    School,
    LeisureCentre,
}

internal sealed class Unit(int number, UnitKind kind, string name, int quarter)
{
    public int Number => number;
    public UnitKind Kind => kind;
    public string Name => name;
    public int Quarter => quarter;
    public List<Child> Children { get; } = [];
    public List<Group> Groups { get; } = [];
}

internal sealed class Group(int number, Unit unit, string name, string schoolType)
{
    public int Number => number;
    public Unit Unit => unit;
    public string Name => name;
    public string SchoolType => schoolType;
    public List<Child> Children { get; } = [];
    public bool IsClass => Unit.Kind == UnitKind.School;

    /// <summary>
    /// When a child is in the group: his or her time in the unit, from the start of the school year at the earliest.
    /// </summary>
    public Stay Membership(Child child, DateOnly groupStart)
    {
        var stay = IsClass ? child.Enrolment : child.Care;
        return stay with { From = stay.From < groupStart ? groupStart : stay.From };
    }
}

internal sealed record Duty(
    int Number,
    Adult Person,
    Unit Unit,
    string Role,
    Stay Stay,
    Group? Group,
    string? RoleInGroup
);
