using Microsoft.Playwright;

namespace Kapprum.Browser;

/// <summary>A page as somebody comes to see it.</summary>
/// <param name="Page">Its route.</param>
/// <param name="Name">What is special about this view of it.</param>
/// <param name="At">Its address; the route if not given.</param>
/// <param name="Then">What is done there first.</param>
/// <param name="Status">What it is answered with.</param>
internal sealed record View(
    Role Role,
    string Page,
    string? Name = null,
    Func<Ekbacka, string>? At = null,
    Func<IPage, Task>? Then = null,
    int Status = 200
)
{
    /// <summary>Every page there is; a new one belongs here too.</summary>
    public static readonly View[] All =
    [
        new(Role.Nobody, "/log-in"),
        new(Role.Nobody, "/log-in", "failed", Then: page => Send(page, "Logga in")),
        new(Role.Nobody, "/log-in", "not sent", At: _ => "/log-in?to=/absence&unsent=1"),
        new(Role.Nobody, "/help/log-in"),
        new(Role.Nobody, "/activate", At: town => town.Activation),
        new(
            Role.Nobody,
            "/activate",
            "too short",
            At: town => town.Activation,
            Then: page => Send(page, "Aktivera kontot")
        ),
        new(Role.Nobody, "/activate", "used", At: town => town.Used, Status: 410),
        new(Role.Nobody, "/activate", "unknown", At: _ => "/activate?token=nothing", Status: 410),
        new(Role.Nobody, "/new-password"),
        new(Role.Nobody, "/new-password", "choose", At: town => town.NewPassword),
        new(Role.Nobody, "/new-password", "sent", At: _ => "/new-password?sent=yes"),
        new(Role.Nobody, "/offline"),
        new(Role.Nobody, "/problem", Status: 404),
        new(Role.Nobody, "/problem/{Status:int}", "failed", At: _ => "/problem/500", Status: 500),
        new(Role.Nobody, "/style"),
        new(Role.Guardian, "/"),
        new(Role.Guardian, "/", "one child", At: town => $"/?child={town.Child}"),
        new(Role.Guardian, "/", "all children", At: _ => "/?child=all"),
        new(Role.Guardian, "/", "toast", Then: Toast),
        new(Role.Guardian, "/absence"),
        new(Role.Guardian, "/absence/report"),
        new(
            Role.Guardian,
            "/absence/report",
            "part",
            At: town => $"/absence/report?for={town.Child}",
            Then: page => Choose(page, "En del av dagen")
        ),
        new(Role.Guardian, "/absence/report", "nothing chosen", Then: page => Send(page, "Skicka anmälan")),
        new(Role.Guardian, "/absence/{Id:guid}", "reported", At: town => $"/absence/{town.Reported}"),
        new(Role.Guardian, "/absence/{Id:guid}", "unexplained", At: town => $"/absence/{town.Unexplained}"),
        new(Role.Guardian, "/absence/undo", At: town => $"/absence/undo?id={town.Reported}"),
        new(Role.Guardian, "/notifications"),
        new(Role.Guardian, "/notifications/settings"),
        new(Role.Guardian, "/notifications/{Id:guid}", At: town => $"/notifications/{town.Notice}"),
        new(Role.Guardian, "/account"),
        new(Role.Guardian, "/account/language"),
        new(Role.Guardian, "/account/user-name"),
        new(Role.Guardian, "/account/password"),
        new(Role.Guardian, "/account/sessions"),
        new(Role.Guardian, "/account/email"),
        new(Role.Guardian, "/account/email", "wrong password", Then: WrongPassword),
        new(Role.Guardian, "/account/email/confirm", At: town => town.NewEmail),
        new(Role.Guardian, "/account/email/confirm", "unknown", At: _ => "/account/email/confirm?token=nothing"),
        new(Role.Guardian, "/contact"),
        new(Role.Guardian, "/contact", "no number", Then: page => Send(page, "Spara", ("Telefon", "noll sju"))),
        new(Role.Guardian, "/problem", At: _ => "/nowhere", Status: 404),
        new(Role.Guardian, "/log-out"),
        new(Role.Staff, "/day"),
        new(Role.Staff, "/day", "opened", Then: page => page.Locator("summary").First.ClickAsync()),
        new(Role.Staff, "/day/{ChildId:guid}", At: town => $"/day/{town.Expected}"),
        new(
            Role.Staff,
            "/day/{ChildId:guid}",
            "part",
            At: town => $"/day/{town.Expected}",
            Then: page => Choose(page, "En del av dagen")
        ),
        new(Role.Staff, "/children/{ChildId:guid}/contacts", At: town => $"/children/{town.Child}/contacts"),
        new(Role.Staff, "/absence/{Id:guid}", "unexplained", At: town => $"/absence/{town.Unexplained}"),
        new(Role.Staff, "/children/{ChildId:guid}/contacts", At: town => $"/children/{town.Child}/contacts"),
        new(Role.Staff, "/notifications"),
        new(Role.Headteacher, "/day"),
        new(Role.Headteacher, "/units"),
        new(Role.Headteacher, "/units/{Id:guid}", At: town => $"/units/{town.Preschool}"),
        new(Role.Headteacher, "/people/{Id:guid}/account", At: town => $"/people/{town.NotActivated}/account"),
        new(Role.Administrator, "/imports"),
        new(Role.Administrator, "/imports/{Id:guid}", "previewed", At: town => $"/imports/{town.Previewed}"),
        new(Role.Administrator, "/imports/{Id:guid}", "staged", At: town => $"/imports/{town.Staged}"),
        new(Role.Administrator, "/imports/{Id:guid}", "applied", At: town => $"/imports/{town.Applied}"),
        new(
            Role.Administrator,
            "/imports/{Id:guid}",
            "rejected",
            At: town => $"/imports/{town.Previewed}?kind=rejected"
        ),
        new(Role.Administrator, "/units"),
        new(Role.Administrator, "/units", "nothing found", At: _ => "/units?search=Zanzibar"),
        new(Role.Administrator, "/units/{Id:guid}", "preschool", At: town => $"/units/{town.Preschool}"),
        new(Role.Administrator, "/units/{Id:guid}", "school", At: town => $"/units/{town.School}"),
        new(
            Role.Administrator,
            "/units/{UnitId:guid}/groups/{Id:guid}",
            At: town => $"/units/{town.School}/groups/{town.Class}"
        ),
        new(Role.Administrator, "/calendar"),
        new(Role.Administrator, "/people"),
        new(Role.Administrator, "/people", "found", At: _ => "/people?search=an"),
        new(Role.Administrator, "/people", "nobody found", At: _ => "/people?search=Zanzibar"),
        new(Role.Administrator, "/people/{Id:guid}", "guardian", At: town => $"/people/{town.Who(Role.Guardian)}"),
        new(Role.Administrator, "/people/{Id:guid}", "child", At: town => $"/people/{town.Child}"),
        new(Role.Administrator, "/people/{Id:guid}", "staff", At: town => $"/people/{town.Who(Role.Staff)}"),
        new(Role.Administrator, "/people/{Id:guid}", "protected", At: town => $"/people/{town.Protected}"),
        new(Role.Administrator, "/people/{Id:guid}/account", At: town => $"/people/{town.Who(Role.Guardian)}/account"),
        new(
            Role.Administrator,
            "/people/{Id:guid}/account",
            "not activated",
            At: town => $"/people/{town.NotActivated}/account"
        ),
        new(Role.Administrator, "/people/{Id:guid}/account", "none", At: town => $"/people/{town.Child}/account"),
        new(Role.Administrator, "/audit"),
        new(Role.Administrator, "/audit", "nothing found", At: _ => "/audit?from=2020-01-01&until=2020-01-02"),
        new(Role.Administrator, "/account"),
    ];

    public override string ToString() => $"{Role} {Page}{(Name is null ? "" : $", {Name}")}";

    /// <summary>What a picture of it is called.</summary>
    public string FileName =>
        string.Join(
            '-',
            ToString().ToLowerInvariant().Split([' ', '/', ',', '{', '}', ':'], StringSplitOptions.RemoveEmptyEntries)
        );

    private static async Task Send(IPage page, string button, params (string Label, string Value)[] fields)
    {
        foreach (var (label, value) in fields)
            await page.GetByLabel(label, new() { Exact = true }).FillAsync(value);
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await page.Locator(".problems").WaitForAsync();
        // Its words are there before its styles are.
        await page.WaitForLoadStateAsync();
    }

    private static Task WrongPassword(IPage page) =>
        Send(page, "Skicka en länk dit", ("Ny e-postadress", "ny@example.org"), ("Lösenord", "inte det här"));

    private static Task Choose(IPage page, string choice) =>
        page.GetByRole(AriaRole.Radio, new() { Name = choice }).CheckAsync();

    private static async Task Toast(IPage page)
    {
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "toast",
                Value = "absence.report.done|1|/absence/undo?id=1",
                Url = page.Url,
            },
        ]);
        await page.ReloadAsync();
        await page.Locator(".toast").WaitForAsync();
    }
}
