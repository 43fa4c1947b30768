namespace Kapprum.Roster.Demo;

/// <summary>Makes people: a name that fits age and origin, a number of their own, an address nobody else has.</summary>
internal sealed class Population(SeededRandom dice, DateOnly today)
{
    public const string PrivateDomain = "example.org",
        WorkDomain = "ekbacka.example.org";

    private static readonly NameGroup Swedish = new(0, Names.SwedishFamilies, [], [], [], []);

    private readonly PersonalNumbers personalNumbers = new();
    private readonly MailAddresses privateMail = new(PrivateDomain);
    private readonly MailAddresses workMail = new(WorkDomain);
    private int people;

    public NameGroup Origin()
    {
        var lot = dice.Below(1000);
        foreach (var group in Names.Others)
        {
            lot -= group.Weight;
            if (lot < 0)
                return group;
        }
        return Swedish;
    }

    public Adult Adult(NameGroup origin, string? familyName, bool woman, DateOnly about, Home home, bool responsible)
    {
        var (birth, civicNumber) = personalNumbers.Take(about, DateOnly.MinValue, today.AddYears(-18), woman);
        var decade = Math.Clamp((birth.Year - 1960) / 10, 0, Names.SwedishWomen.Length - 1);
        var givenName = dice.Pick(
            (origin == Swedish, woman) switch
            {
                (true, true) => Names.SwedishWomen[decade],
                (true, false) => Names.SwedishMen[decade],
                (false, true) => origin.Women,
                (false, false) => origin.Men,
            }
        );
        familyName ??= dice.Pick(origin.Families);

        return new Adult(++people, givenName, familyName, woman, birth, civicNumber, home)
        {
            IsResponsible = responsible,
            PrivateMail = responsible && !dice.Permille(40) ? privateMail.Take(givenName, familyName) : 0,
        };
    }

    public Child Child(
        Household household,
        string familyName,
        DateOnly about,
        DateOnly first,
        DateOnly last,
        Func<DateOnly, int?> gradeOf
    )
    {
        var woman = dice.Permille(487);
        var (birth, civicNumber) = personalNumbers.Take(about, first, last, woman);
        return new Child(
            ++people,
            GivenName(household, woman, birth),
            familyName,
            woman,
            birth,
            civicNumber,
            household,
            gradeOf(birth)
        );
    }

    public void Employ(Adult person)
    {
        if (person.WorkMail == 0)
            person.WorkMail = workMail.Take(person.GivenName, person.FamilyName);
    }

    private string GivenName(Household household, bool woman, DateOnly birth)
    {
        var ofSweden = household.Origin == Swedish || dice.Permille(300);
        var recent = birth.Year < 2017 ? 0 : 1;
        var names = (ofSweden, woman) switch
        {
            (true, true) => Names.SwedishGirls[recent],
            (true, false) => Names.SwedishBoys[recent],
            (false, true) => household.Origin.Girls,
            (false, false) => household.Origin.Boys,
        };
        var free = names.Where(name => household.Children.TrueForAll(sibling => sibling.GivenName != name)).ToArray();
        return dice.Pick(free.Length > 0 ? free : names);
    }
}
