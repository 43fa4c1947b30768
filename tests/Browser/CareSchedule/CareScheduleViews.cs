namespace Kapprum.Browser.CareSchedule;

/// <summary>Schedules as guardians and staff see them.</summary>
internal sealed class CareScheduleViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Guardian, "/care"),
        new(Role.Guardian, "/care/{ChildId:guid}", At: Week),
        new(Role.Guardian, "/care/{ChildId:guid}/day", At: Day),
        new(
            Role.Guardian,
            "/care/{ChildId:guid}/day",
            "too short",
            At: Day,
            Then: page => page.Send("Spara dagen", ("Lämnas", "08:00"), ("Hämtas", "08:05"))
        ),
        new(Role.Guardian, "/care/{ChildId:guid}/pattern", At: town => $"/care/{town.Child}/pattern"),
        new(
            Role.Guardian,
            "/care/{ChildId:guid}/pattern",
            "nothing given",
            At: town => $"/care/{town.Child}/pattern",
            Then: page => page.Send("Spara schemat")
        ),
        new(Role.Guardian, "/care/{ChildId:guid}/ask", At: Ask),
        new(Role.Guardian, "/care/{ChildId:guid}/who", At: town => Day(town).Replace("/day?", "/who?")),
        new(
            Role.Guardian,
            "/care/{ChildId:guid}/pattern",
            "two weeks",
            At: town => $"/care/{town.Child}/pattern?weeks=2"
        ),
        new(Role.Guardian, "/care/{ChildId:guid}/pickup", At: Pickup),
        new(
            Role.Guardian,
            "/care/{ChildId:guid}/pickup",
            "no number",
            At: Pickup,
            Then: async page =>
            {
                await page.Locator("[name=Phone]").FillAsync("mormors");
                await page.Send("Spara", ("Namn", "Gun"));
            }
        ),
        new(Role.Guardian, "/care/{ChildId:guid}/pickup/{Id:guid}", At: PickupPerson),
        new(Role.Staff, "/care/{ChildId:guid}/pickup", At: Pickup),
        new(Role.Guardian, "/care/{ChildId:guid}/turns", At: town => $"/care/{town.Child}/turns"),
        new(Role.Guardian, "/care/{ChildId:guid}/copy", At: town => $"/care/{town.Child}/copy"),
        new(Role.Guardian, "/care/questions"),
        new(Role.Guardian, "/care/questions/{Id:guid}", At: Asked),
        new(
            Role.Guardian,
            "/care/questions/{Id:guid}",
            "day by day",
            At: Asked,
            Then: async page =>
            {
                await page.Locator("details > summary").First.ClickAsync();
                await page.Locator("details details > summary").First.ClickAsync();
            }
        ),
        new(
            Role.Guardian,
            "/care/questions/{Id:guid}",
            "nothing chosen",
            At: Asked,
            Then: page => page.Send("Skicka svaret")
        ),
        new(Role.Staff, "/care-questions"),
        new(Role.Staff, "/care-questions/{Id:guid}/children/{ChildId:guid}", At: AnswersOfChild),
        new(Role.Staff, "/units/{UnitId:guid}/care-questions/{Id:guid}", At: Answers),
        new(Role.Headteacher, "/care-questions"),
        new(Role.Headteacher, "/care-questions/new"),
        new(Role.Headteacher, "/care-questions/new", "nothing given", Then: page => page.Send("Ställ frågan")),
        new(
            Role.Headteacher,
            "/care-questions/{Id:guid}/change",
            At: town => $"/care-questions/{town.Of<QuestionsInEkbacka>().Summer}/change"
        ),
        new(Role.Headteacher, "/units/{UnitId:guid}/care-questions/{Id:guid}", At: Answers),
        new(
            Role.Headteacher,
            "/units/{UnitId:guid}/care-questions/{Id:guid}",
            "closing day",
            At: town => $"/units/{town.Preschool}/care-questions/{town.Of<QuestionsInEkbacka>().Closing}"
        ),
        new(Role.Staff, "/care-weeks", At: GroupWeek),
        new(Role.Staff, "/care-weeks", "without a schedule", At: town => $"{GroupWeek(town)}&show=without"),
        new(Role.Staff, "/care-requests/without-schedule"),
        new(Role.Staff, "/care-requests"),
        new(Role.Staff, "/care-requests", "a no", Then: page => page.Locator("summary").First.ClickAsync()),
        new(Role.Staff, "/care/{ChildId:guid}", At: Week),
        new(Role.Staff, "/care/{ChildId:guid}", "no schedule", At: town => $"/care/{town.AnotherChild}"),
        new(Role.Staff, "/staffing"),
        new(Role.Staff, "/units/{UnitId:guid}/staffing", At: Staffing),
        new(Role.Staff, "/units/{UnitId:guid}/staffing", "children", At: town => $"{Staffing(town)}&at=14:00"),
        new(
            Role.Staff,
            "/units/{UnitId:guid}/staffing",
            "closed",
            At: town => Staffing(town, town.Of<CareScheduleInEkbacka>().Monday.AddDays(6))
        ),
        new(Role.Headteacher, "/units/{UnitId:guid}/staffing", At: Staffing),
        new(
            Role.Headteacher,
            "/units/{UnitId:guid}/staffing/shifts",
            "weekday",
            At: town => $"{Shifts(town)}?weekday=1"
        ),
        new(
            Role.Headteacher,
            "/units/{UnitId:guid}/staffing/shifts",
            "half given",
            At: Shifts,
            Then: async page =>
            {
                await page.Locator("[name^=From]").Last.FillAsync("08:00");
                await page.Send("Spara");
            }
        ),
        new(Role.Headteacher, "/units/{UnitId:guid}/care-slots", At: Slots),
        new(
            Role.Headteacher,
            "/units/{UnitId:guid}/care-slots",
            "ends before it begins",
            At: Slots,
            Then: async page =>
            {
                await page.Locator("[name=From1]").FillAsync("10:00");
                await page.Locator("[name=Until1]").FillAsync("09:00");
                await page.Send("Spara tiderna");
            }
        ),
        new(
            Role.Headteacher,
            "/units/{UnitId:guid}/staffing/weights",
            At: town => $"/units/{town.Preschool}/staffing/weights"
        ),
    ];

    private static string Pickup(Ekbacka town) => $"/care/{town.Child}/pickup";

    private static string PickupPerson(Ekbacka town) =>
        $"{Pickup(town)}/{town.Of<CareScheduleInEkbacka>().PickupPerson}";

    private static string Staffing(Ekbacka town) => Staffing(town, town.Of<CareScheduleInEkbacka>().Monday.AddDays(1));

    private static string Staffing(Ekbacka town, DateOnly day) =>
        $"/units/{town.Preschool}/staffing?day={day:yyyy-MM-dd}";

    private static string Shifts(Ekbacka town) => $"/units/{town.Preschool}/staffing/shifts";

    private static string Asked(Ekbacka town) => $"/care/questions/{town.Of<QuestionsInEkbacka>().Summer}";

    private static string Answers(Ekbacka town) =>
        $"/units/{town.Preschool}/care-questions/{town.Of<QuestionsInEkbacka>().Summer}";

    private static string AnswersOfChild(Ekbacka town) =>
        $"/care-questions/{town.Of<QuestionsInEkbacka>().Summer}/children/{town.Child}";

    private static string Slots(Ekbacka town) => $"/units/{town.Preschool}/care-slots";

    private static string GroupWeek(Ekbacka town) =>
        $"/care-weeks?day={town.Of<CareScheduleInEkbacka>().Monday:yyyy-MM-dd}";

    private static string Week(Ekbacka town) =>
        $"/care/{town.Child}?day={town.Of<CareScheduleInEkbacka>().Monday:yyyy-MM-dd}";

    private static string Ask(Ekbacka town) => $"/care/{town.Child}/ask?day={town.App.Today.AddDays(1):yyyy-MM-dd}";

    private static string Day(Ekbacka town) =>
        $"/care/{town.Child}/day?day={town.Of<CareScheduleInEkbacka>().Monday.AddDays(1):yyyy-MM-dd}";
}
