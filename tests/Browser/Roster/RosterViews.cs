namespace Kapprum.Browser.Roster;

/// <summary>Units, people, contacts, the calendar and imports.</summary>
internal sealed class RosterViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Guardian, "/contact"),
        new(Role.Guardian, "/contact", "no number", Then: page => page.Send("Spara", ("Telefon", "noll sju"))),
        new(Role.Staff, "/children/{ChildId:guid}/contacts", At: town => $"/children/{town.Child}/contacts"),
        new(Role.Staff, "/children/{ChildId:guid}/contacts", At: town => $"/children/{town.Child}/contacts"),
        new(Role.Headteacher, "/units"),
        new(Role.Headteacher, "/units/{Id:guid}", At: town => $"/units/{town.Preschool}"),
        new(Role.Headteacher, "/units/{Id:guid}/elsewhere", At: town => $"/units/{town.Preschool}/elsewhere"),
        new(
            Role.Headteacher,
            "/units/{Id:guid}/elsewhere",
            "unit chosen",
            At: town => $"/units/{town.Preschool}/elsewhere?at={town.Preschool}"
        ),
        new(Role.Administrator, "/imports"),
        new(
            Role.Administrator,
            "/imports/{Id:guid}",
            "previewed",
            At: town => $"/imports/{town.Of<RosterInEkbacka>().Previewed}"
        ),
        new(
            Role.Administrator,
            "/imports/{Id:guid}",
            "staged",
            At: town => $"/imports/{town.Of<StagedInEkbacka>().Import}"
        ),
        new(Role.Administrator, "/imports/{Id:guid}", "applied", At: town => $"/imports/{town.Applied}"),
        new(
            Role.Administrator,
            "/imports/{Id:guid}",
            "rejected",
            At: town => $"/imports/{town.Of<RosterInEkbacka>().Previewed}?kind=rejected"
        ),
        new(Role.Administrator, "/units"),
        new(Role.Administrator, "/units", "nothing found", At: _ => "/units?search=Zanzibar"),
        new(Role.Administrator, "/units/{Id:guid}", "preschool", At: town => $"/units/{town.Preschool}"),
        new(
            Role.Administrator,
            "/units/{Id:guid}",
            "school",
            At: town => $"/units/{town.Of<RosterInEkbacka>().School}"
        ),
        new(
            Role.Administrator,
            "/units/{UnitId:guid}/groups/{Id:guid}",
            At: town => $"/units/{town.Of<RosterInEkbacka>().School}/groups/{town.Of<RosterInEkbacka>().Class}"
        ),
        new(Role.Administrator, "/calendar"),
        new(Role.Administrator, "/people"),
        new(Role.Administrator, "/people", "found", At: _ => "/people?search=an"),
        new(Role.Administrator, "/people", "nobody found", At: _ => "/people?search=Zanzibar"),
        new(Role.Administrator, "/people/{Id:guid}", "guardian", At: town => $"/people/{town.Who(Role.Guardian)}"),
        new(Role.Administrator, "/people/{Id:guid}", "child", At: town => $"/people/{town.Child}"),
        new(Role.Administrator, "/people/{Id:guid}", "staff", At: town => $"/people/{town.Who(Role.Staff)}"),
        new(
            Role.Administrator,
            "/people/{Id:guid}",
            "protected",
            At: town => $"/people/{town.Of<RosterInEkbacka>().Protected}"
        ),
    ];
}
