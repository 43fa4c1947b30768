namespace Kapprum.Roster.Demo;

/// <summary>Employs who works in the units; some of them are guardians of the municipality as well.</summary>
internal sealed class Staff(SeededRandom dice, Population population, DateOnly today, DateOnly schoolYearStart)
{
    private const int AlsoGuardian = 120,
        TriesToFindAGuardian = 5;
    private const int YoungestAge = 22,
        OldestAge = 64;

    private readonly List<Duty> duties = [];
    private IReadOnlyList<Household> households = [];
    private int quarters;

    public IReadOnlyList<Duty> Employ(IReadOnlyList<Unit> units, IReadOnlyList<Household> households)
    {
        this.households = households;
        quarters = units.Count(unit => unit.Kind == UnitKind.School);
        Adult? headOfPreschools = null;
        var preschools = 0;

        foreach (var quarter in units.GroupBy(unit => unit.Quarter))
        {
            var headOfSchool = Somebody(women: 700);
            foreach (var unit in quarter)
            {
                if (unit.Kind == UnitKind.Preschool)
                {
                    if (preschools++ % 2 == 0)
                        headOfPreschools = Somebody(women: 900);
                    AddDuty(headOfPreschools!, unit, "Rektor");
                    StaffPreschool(unit, hasFormerStaff: preschools % 10 == 1);
                }
                else
                {
                    AddDuty(headOfSchool, unit, "Rektor");
                    StaffSchoolOrLeisureCentre(unit);
                }
            }
        }
        return duties;
    }

    private void StaffPreschool(Unit unit, bool hasFormerStaff)
    {
        foreach (var group in unit.Groups)
        {
            AddDuty(Somebody(women: 950), unit, "Förskollärare", group, "Förskollärare");
            AddDuty(Somebody(women: 900), unit, "Barnskötare", group, "Barnskötare");
            AddDuty(Somebody(women: 900), unit, "Barnskötare", group, "Barnskötare");
        }
        if (hasFormerStaff && schoolYearStart < today)
        {
            var until = dice.Day(schoolYearStart, today.AddDays(-1));
            AddDuty(Somebody(women: 900), unit, "Barnskötare", unit.Groups[0], "Barnskötare", until);
        }
    }

    private void StaffSchoolOrLeisureCentre(Unit unit)
    {
        foreach (var group in unit.Groups)
        {
            if (unit.Kind == UnitKind.School)
            {
                AddDuty(Somebody(women: 750), unit, "Lärare", group, "Mentor");
                continue;
            }
            AddDuty(Somebody(women: 650), unit, "Fritidspedagog", group, "Fritidspedagog");
            AddDuty(Somebody(women: 650), unit, "Fritidspedagog", group, "Fritidspedagog");
        }
        if (unit.Kind == UnitKind.School)
            AddDuty(Somebody(women: 850), unit, "Skoladministratör");
    }

    private void AddDuty(
        Adult person,
        Unit unit,
        string role,
        Group? group = null,
        string? roleInGroup = null,
        DateOnly? until = null
    )
    {
        var grownUp = person.Birth.AddYears(YoungestAge);
        var start = schoolYearStart.AddDays(-dice.Below(12 * 365));
        if (start < grownUp)
            start = grownUp < schoolYearStart ? grownUp : schoolYearStart;
        population.Employ(person);
        duties.Add(new Duty(duties.Count + 1, person, unit, role, new Stay(start, until), group, roleInGroup));
    }

    private Adult Somebody(int women)
    {
        var woman = dice.Permille(women);
        if (dice.Permille(AlsoGuardian))
        {
            for (var i = 0; i < TriesToFindAGuardian; i++)
            {
                var (person, relation) = dice.Pick(dice.Pick(households).Responsible);
                var isFree = person.WorkMail == 0 && person.Marking == Marking.None && relation == Relation.Guardian;
                if (isFree && person.Woman == woman && person.Birth.AddYears(YoungestAge) <= schoolYearStart)
                    return person;
            }
        }
        var birth = today.AddYears(-dice.Between(YoungestAge + 1, OldestAge)).AddDays(-dice.Below(365));
        var home = new Home(dice.Below(quarters), dice.Below(Places.Streets.Length), dice.Between(1, 98), 0);
        return population.Adult(population.Origin(), null, woman, birth, home, responsible: false);
    }
}
