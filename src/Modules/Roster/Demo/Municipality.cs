namespace Kapprum.Roster.Demo;

/// <summary>
/// A municipality thought out from a seed: quarters with a school, its leisure-time centre and some preschools, the
/// households, groups and staff. It holds small objects only; the texts are made when they are written.
/// </summary>
internal sealed class Municipality
{
    private const int PupilsPerSchool = 480,
        ChildrenPerPreschool = 80;
    private const int MostPerClass = 28,
        PerPreschoolGroup = 18,
        PerLeisureGroup = 36;
    private const int PupilsOfASmallSchool = 100;
    private const int LastGrade = 9,
        LastYoungGrade = 3,
        LastGradeWithCare = 6;

    private static readonly (string Name, int From, int To)[] Stages =
    [
        ("F-3", 0, 3),
        ("4-6", 4, 6),
        ("7-9", 7, LastGrade),
    ];

    private readonly SeededRandom dice;
    private readonly DateOnly today;
    private int groups;

    public Municipality(int children, int seed, DateOnly today)
    {
        dice = new SeededRandom(seed);
        this.today = today;
        SchoolYearStart = new DateOnly(today.Month >= 8 ? today.Year : today.Year - 1, 8, 1);

        Units = Build(children);
        var population = new Population(dice, today);
        var quarters = Units.Count(unit => unit.Kind == UnitKind.School);
        Households = new Households(dice, population, today, SchoolYearStart.Year, quarters).Drain(children);

        var units = Units.ToLookup(unit => (unit.Quarter, unit.Kind));
        foreach (var child in Households.SelectMany(household => household.Children))
        {
            if (child.Grade is { } grade)
                Enrol(child, grade, units);
            else
                PlaceInPreschool(child, units);
        }
        foreach (var unit in Units)
            Divide(unit);

        Duties = new Staff(dice, population, today, SchoolYearStart).Employ(Units, Households);
    }

    /// <summary>1 August; groups are made anew each school year.</summary>
    public DateOnly SchoolYearStart { get; }
    public IReadOnlyList<Unit> Units { get; }
    public IReadOnlyList<Household> Households { get; }
    public IReadOnlyList<Duty> Duties { get; }

    private List<Unit> Build(int children)
    {
        var schools = Math.Max(1, Rounded(children * 2 / 3, PupilsPerSchool));
        var preschoolsBySchool = Math.Max(1, Rounded(children / 3, ChildrenPerPreschool * schools));
        var names = dice.Shuffled(Places.Quarters);
        var preschools = 0;
        var units = new List<Unit>();
        for (var quarter = 0; quarter < schools; quarter++)
        {
            var owner = Places.Genitive(names[quarter]);
            units.Add(new Unit(units.Count + 1, UnitKind.School, $"{owner} skola", quarter));
            units.Add(new Unit(units.Count + 1, UnitKind.LeisureCentre, $"{owner} fritidshem", quarter));
            for (var i = 0; i < preschoolsBySchool; i++, preschools++)
            {
                var name = "Förskolan " + Places.Preschools[preschools % Places.Preschools.Length];
                var isFirstOfTheName = preschools < Places.Preschools.Length;
                units.Add(
                    new Unit(
                        units.Count + 1,
                        UnitKind.Preschool,
                        isFirstOfTheName ? name : $"{name}, {names[quarter]}",
                        quarter
                    )
                );
            }
        }
        return units;
    }

    private void Enrol(Child child, int grade, ILookup<(int, UnitKind), Unit> units)
    {
        var quarter = child.Household.Home.Quarter;
        // Compulsory school begins with grade 1; one pupil in six has moved in later.
        var began = SchoolYearStart.AddYears(-Math.Max(0, grade - 1));
        if (dice.Permille(170))
            began = dice.Day(began, SchoolYearStart);
        child.School = units[(quarter, UnitKind.School)].Single();
        child.School.Children.Add(child);
        child.Enrolment = Sometimes(new Stay(began, null), ended: 7, later: 7);

        if (
            !dice.Permille(
                grade <= LastYoungGrade ? 820
                : grade <= LastGradeWithCare ? 150
                : 0
            )
        )
            return;
        child.CareUnit = units[(quarter, UnitKind.LeisureCentre)].Single();
        child.CareUnit.Children.Add(child);
        child.Care =
            child.Enrolment.From > SchoolYearStart || child.Enrolment.Until is not null
                ? child.Enrolment
                : Sometimes(child.Enrolment, ended: 5, later: 5);
    }

    private void PlaceInPreschool(Child child, ILookup<(int, UnitKind), Unit> units)
    {
        var oneYearOld = child.Birth.AddYears(1);
        var usualStart = oneYearOld.AddDays(dice.Below(240));
        child.CareUnit = dice.Pick(units[(child.Household.Home.Quarter, UnitKind.Preschool)].ToArray());
        child.CareUnit.Children.Add(child);
        child.Care = Sometimes(
            new Stay(usualStart <= today ? usualStart : dice.Day(oneYearOld, today), null),
            ended: 10,
            later: 20
        );
        child.FifteenHours = dice.Permille(80);
    }

    /// <summary>The stay, or with some chance (of 1000) one that has ended already or is only to come.</summary>
    private Stay Sometimes(Stay stay, int ended, int later)
    {
        var lot = dice.Below(1000);
        var firstEnd = stay.From > SchoolYearStart ? stay.From : SchoolYearStart;
        if (lot < ended && firstEnd < today)
            return stay with { Until = dice.Day(firstEnd, today.AddDays(-1)) };
        return lot >= 1000 - later ? new Stay(today.AddDays(dice.Between(3, 70)), null) : stay;
    }

    private void Divide(Unit unit)
    {
        switch (unit.Kind)
        {
            case UnitKind.Preschool:
                Chunk(unit, PerPreschoolGroup, "FS", Places.PreschoolGroups);
                break;
            case UnitKind.LeisureCentre:
                Chunk(unit, PerLeisureGroup, "FTH", Places.LeisureGroups);
                break;
            case UnitKind.School when unit.Children.Count < PupilsOfASmallSchool:
                foreach (var (name, from, to) in Stages)
                    MakeClasses(
                        unit,
                        name,
                        "GR",
                        [.. unit.Children.Where(child => child.Grade >= from && child.Grade <= to)]
                    );
                break;
            default:
                foreach (var grade in unit.Children.GroupBy(child => child.Grade!.Value).OrderBy(grade => grade.Key))
                    MakeClasses(
                        unit,
                        grade.Key == 0 ? "Förskoleklass" : $"{grade.Key}",
                        grade.Key == 0 ? "FKLASS" : "GR",
                        [.. grade]
                    );
                break;
        }
    }

    /// <summary>Children of about the same age share a group.</summary>
    private void Chunk(Unit unit, int size, string schoolType, string[] names)
    {
        var count = Math.Max(1, Rounded(unit.Children.Count, size));
        var made = Enumerable
            .Range(0, count)
            .Select(i => new Group(++groups, unit, GroupName(names, unit.Number + i, i), schoolType))
            .ToArray();
        unit.Groups.AddRange(made);
        var byAge = unit.Children.OrderByDescending(child => child.Birth).ThenBy(child => child.Number).ToArray();
        for (var i = 0; i < byAge.Length; i++)
        {
            byAge[i].CareGroup = made[i * count / byAge.Length];
            byAge[i].CareGroup!.Children.Add(byAge[i]);
        }
    }

    private static string GroupName(string[] names, int at, int made) =>
        names[at % names.Length] + (made < names.Length ? "" : $" {made / names.Length + 1}");

    private void MakeClasses(Unit school, string grade, string schoolType, Child[] pupils)
    {
        if (pupils.Length == 0)
            return;
        var parallel = (pupils.Length + MostPerClass - 1) / MostPerClass;
        var made = Enumerable
            .Range(0, parallel)
            .Select(i =>
                grade.Length > 1 && parallel == 1 ? grade : $"{grade}{(grade.Length > 1 ? " " : "")}{(char)('A' + i)}"
            )
            .Select(name => new Group(++groups, school, name, schoolType))
            .ToArray();
        school.Groups.AddRange(made);
        for (var i = 0; i < pupils.Length; i++)
            made[i % parallel].Children.Add(pupils[i]);
    }

    private static int Rounded(int dividend, int divisor) => (dividend + divisor / 2) / divisor;
}
