namespace Kapprum.Browser.Absence;

/// <summary>Absences as guardians and staff see them.</summary>
internal sealed class AbsenceViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Guardian, "/absence"),
        new(Role.Guardian, "/absence/report"),
        new(
            Role.Guardian,
            "/absence/report",
            "part",
            At: town => $"/absence/report?for={town.Child}",
            Then: page => page.Choose("En del av dagen")
        ),
        new(Role.Guardian, "/absence/report", "nothing chosen", Then: page => page.Send("Skicka anmälan")),
        new(
            Role.Guardian,
            "/absence/{Id:guid}",
            "reported",
            At: town => $"/absence/{town.Of<AbsenceInEkbacka>().Reported}"
        ),
        new(
            Role.Guardian,
            "/absence/{Id:guid}",
            "unexplained",
            At: town => $"/absence/{town.Of<AbsenceInEkbacka>().Unexplained}"
        ),
        new(Role.Guardian, "/absence/undo", At: town => $"/absence/undo?id={town.Of<AbsenceInEkbacka>().Reported}"),
        new(
            Role.Guardian,
            "/absence/{Id:guid}/well",
            At: town => $"/absence/{town.Of<AbsenceInEkbacka>().Reported}/well"
        ),
        new(Role.Staff, "/day"),
        new(Role.Staff, "/day", "opened", Then: page => page.Locator("summary").First.ClickAsync()),
        new(Role.Staff, "/day/{ChildId:guid}", At: town => $"/day/{town.AnotherChild}"),
        new(
            Role.Staff,
            "/day/{ChildId:guid}",
            "part",
            At: town => $"/day/{town.AnotherChild}",
            Then: page => page.Choose("En del av dagen")
        ),
        new(
            Role.Staff,
            "/absence/{Id:guid}",
            "unexplained",
            At: town => $"/absence/{town.Of<AbsenceInEkbacka>().Unexplained}"
        ),
        new(Role.Headteacher, "/day"),
    ];
}
