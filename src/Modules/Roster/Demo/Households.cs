namespace Kapprum.Roster.Demo;

/// <summary>
/// Settles households until there are children enough. Of 1000 households about 222 have separated guardians and 62
/// only one; 1.11 children of the age live in each, which makes 1.75 guardians a child.
/// </summary>
internal sealed class Households(SeededRandom dice, Population population, DateOnly today, int schoolYear, int quarters)
{
    private const int FirstSchoolAge = 6,
        LastGrade = 9;

    // So that even the smallest demo has each: the rare kinds come at fixed places in the row.
    private const int ProtectedEvery = 250,
        ProtectedFirst = 40;
    private const int LegalRepresentativeEvery = 300,
        LegalRepresentativeFirst = 77;
    private const int FosterHomeEvery = 150,
        FosterHomeFirst = 33;

    public IReadOnlyList<Household> Drain(int children)
    {
        var settled = new List<Household>();
        for (var missing = children; missing > 0; missing -= settled[^1].Children.Count)
            settled.Add(Household(settled.Count, Math.Min(missing, Siblings())));
        return settled;
    }

    private int Siblings() =>
        dice.Below(100) switch
        {
            < 90 => 1,
            < 99 => 2,
            _ => 3,
        };

    private Household Household(int number, int siblings)
    {
        var household = new Household(population.Origin(), NewHome());
        var births = Births(siblings);
        AddResponsible(household, number, births[0]);
        var familyName = household.Responsible[0].Person.FamilyName;
        if (household.Responsible.Exists(r => r.Relation == Relation.LegalRepresentative))
            familyName = dice.Pick(household.Origin.Families);

        foreach (var birth in births)
        {
            var first = new DateOnly(birth.Year, 1, 1);
            var last = new DateOnly(birth.Year, 12, 31);
            if (last > OneYearOld)
                last = OneYearOld;
            household.Children.Add(population.Child(household, familyName, birth, first, last, GradeOf));
        }

        if (number % ProtectedEvery == ProtectedFirst)
            Protect(household, number / ProtectedEvery % 2 == 0 ? Marking.Confidential : Marking.ProtectedRegistration);
        return household;
    }

    private void AddResponsible(Household household, int number, DateOnly eldest)
    {
        if (number % LegalRepresentativeEvery == LegalRepresentativeFirst)
        {
            var representative = Parent(population.Origin(), null, dice.Permille(500), eldest, NewHome());
            household.Responsible.Add((representative, Relation.LegalRepresentative));
            return;
        }

        var fosterHome = number % FosterHomeEvery == FosterHomeFirst;
        var kind = dice.Below(1000);
        var single = kind < 62;
        var apart = kind is >= 62 and < 284;

        // Where separated parents' children are registered, or with whom they live alone: mostly, not always, the
        // mother.
        var firstIsWoman = dice.Permille(
            single ? 850
            : apart ? 650
            : 1000
        );
        var first = Parent(household.Origin, null, firstIsWoman, eldest, fosterHome ? NewHome() : household.Home);
        household.Responsible.Add((first, Relation.Guardian));

        if (!single)
        {
            var origin = dice.Permille(850) ? household.Origin : population.Origin();
            var sameName = dice.Permille(apart ? 200 : 650) ? first.FamilyName : null;
            var second = Parent(
                origin,
                sameName,
                dice.Permille(15) == firstIsWoman,
                eldest,
                apart ? NewHome() : first.Home
            );
            household.Responsible.Add((second, Relation.Guardian));
        }
        if (fosterHome)
        {
            var fosterParent = Parent(population.Origin(), null, dice.Permille(500), eldest, household.Home);
            household.Responsible.Add((fosterParent, Relation.OtherResponsible));
        }
    }

    private Adult Parent(NameGroup origin, string? familyName, bool woman, DateOnly eldest, Home home)
    {
        var age = 21 + dice.Below(11) + dice.Below(12) + (woman ? 0 : dice.Below(5));
        return population.Adult(
            origin,
            familyName,
            woman,
            eldest.AddYears(-age).AddDays(-dice.Below(365)),
            home,
            responsible: true
        );
    }

    /// <summary>Eldest first. A third of the first children is of preschool age, the others in grade 0 to 9.</summary>
    private DateOnly[] Births(int siblings)
    {
        var first = new DateOnly(schoolYear - FirstSchoolAge - LastGrade, 1, 1);
        var firstInPreschool = new DateOnly(schoolYear - FirstSchoolAge + 1, 1, 1);
        var births = new DateOnly[siblings];
        births[0] = dice.Permille(333)
            ? dice.Day(firstInPreschool, OneYearOld)
            : dice.Day(first, firstInPreschool.AddDays(-1));
        for (var i = 1; i < siblings; i++)
        {
            var months = dice.Permille(30) ? 0 : dice.Between(17, 48);
            var younger = births.Take(i).Max().AddMonths(months);
            births[i] = younger <= OneYearOld ? younger : births.Take(i).Min().AddMonths(-months);
        }
        Array.Sort(births);
        return births;
    }

    private DateOnly OneYearOld => today.AddYears(-1);

    private int? GradeOf(DateOnly birth) =>
        schoolYear - birth.Year >= FirstSchoolAge ? schoolYear - birth.Year - FirstSchoolAge : null;

    private static void Protect(Household household, Marking marking)
    {
        foreach (var child in household.Children)
            child.Marking = marking;
        foreach (var (person, _) in household.Responsible.Where(r => r.Person.Home == household.Home))
            person.Marking = marking;
    }

    private Home NewHome() =>
        new(
            dice.Below(quarters),
            dice.Below(Places.Streets.Length),
            dice.Between(1, 98),
            dice.Below(3) * dice.Between(1, 9)
        );
}
