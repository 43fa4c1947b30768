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
        new(Role.Guardian, "/care/{ChildId:guid}/turns", At: town => $"/care/{town.Child}/turns"),
        new(Role.Guardian, "/care/{ChildId:guid}/copy", At: town => $"/care/{town.Child}/copy"),
        new(Role.Staff, "/care-requests/without-schedule"),
        new(Role.Staff, "/care-requests"),
        new(Role.Staff, "/care-requests", "a no", Then: page => page.Locator("summary").First.ClickAsync()),
        new(Role.Staff, "/care/{ChildId:guid}", At: Week),
        new(Role.Staff, "/care/{ChildId:guid}", "no schedule", At: town => $"/care/{town.AnotherChild}"),
    ];

    private static string Week(Ekbacka town) =>
        $"/care/{town.Child}?day={town.Of<CareScheduleInEkbacka>().Monday:yyyy-MM-dd}";

    private static string Ask(Ekbacka town) => $"/care/{town.Child}/ask?day={town.App.Today.AddDays(1):yyyy-MM-dd}";

    private static string Day(Ekbacka town) =>
        $"/care/{town.Child}/day?day={town.Of<CareScheduleInEkbacka>().Monday.AddDays(1):yyyy-MM-dd}";
}
