using System.Net;
using System.Net.Http.Headers;
using Dapper;
using Kapprum.Accounts.Administration;
using Kapprum.Support;
using Microsoft.Playwright;
using static Kapprum.Browser.Passwords;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser;

/// <summary>The way from a municipality's roster to the first absence.</summary>
public sealed class FirstAbsence(Site site) : InBrowser(site)
{
    private sealed record Cast(string Child, string Email, Guid StaffId);

    [Fact]
    public async Task From_a_roster_file_and_a_mail_to_a_child_reported_ill_seen_by_staff_and_taken_back()
    {
        await using var app = await App.Start();
        await Import(app);
        var (child, email, staffId) = await Find(app);

        // The guardian has a mail, follows its link and chooses a password.
        var guardian = await Window(Device.Phone, of: app);
        Assert.Single(app.MailsTo(email));
        await guardian.GotoAsync(app.LinkTo(email));
        await guardian.GetByLabel("Välj ett lösenord").FillAsync(Password);
        await guardian.GetByRole(AriaRole.Button, new() { Name = "Aktivera kontot" }).TapAsync();
        await Expect(guardian).ToHaveURLAsync(app.Address + "/");
        await Expect(guardian.GetByText("Ditt konto är igång")).ToBeVisibleAsync();

        // From the start page it takes one tap to report the child ill today.
        await guardian.GetByRole(AriaRole.Button, new() { Name = "Sjuk i dag" }).TapAsync();
        await Expect(guardian.GetByText("är anmäld sjuk i dag.")).ToBeVisibleAsync();

        // The child's preschool sees it at once, on the tablet at the door.
        var staff = await Window(Device.Desk, staffId, app);
        await staff.GotoAsync("/day");
        var place = staff.Locator("summary").Filter(new() { HasText = child });
        await Expect(place).ToContainTextAsync("Sjuk, hela dagen");

        // The child is better: the guardian takes it back, from the history, before the day begins.
        await guardian.GetByRole(AriaRole.Link, new() { Name = "Frånvaro", Exact = true }).TapAsync();
        await guardian.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Link, new() { Name = "I dag" }).TapAsync();
        await guardian.GetByRole(AriaRole.Button, new() { Name = "Ta tillbaka anmälan" }).TapAsync();
        await Expect(guardian.GetByText("väntas som vanligt i dag.")).ToBeVisibleAsync();
        await Expect(guardian.GetByRole(AriaRole.Main)).ToContainTextAsync("Tillbakatagen");

        await staff.ReloadAsync();
        await Expect(place).Not.ToContainTextAsync("Sjuk");
    }

    /// <summary>
    /// An administrator takes in a municipality of 60 children, and says when the preschools are open.
    /// </summary>
    private static async Task Import(App app)
    {
        using var api = await Administrator(app);
        await using var file = File.OpenRead(await app.RosterFile(children: 60, seed: 7));
        using var body = new StreamContent(file);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var import = (Guid)
            (await api.PostAsync("roster/imports?name=roster.json", body).Json(HttpStatusCode.Accepted))["id"]!;
        await app.Drain();
        await api.Post($"roster/imports/{import}/apply", new { }).Is(HttpStatusCode.Accepted);
        await app.Drain();
        Assert.Equal("applied", (string?)(await api.GetAsync($"roster/imports/{import}").Json())["status"]);

        var week = Enumerable
            .Range(1, 5)
            .Select(weekday => new
            {
                weekday,
                opens = "07:30",
                closes = "17:30",
            });
        foreach (var unit in (await api.GetAsync("units").Json())["items"]!.AsArray())
            await api.Put($"units/{unit!["id"]}/hours", new { days = week }).Is(HttpStatusCode.NoContent);
    }

    /// <summary>The first administrator, whom the command line makes and who is no person of the roster.</summary>
    private static async Task<HttpClient> Administrator(App app)
    {
        var link = await app.Send(new CreateAdministrator("it@example.org"));
        var api = app.Nobody();
        await api.Post("activation", new { token = link.Split('=')[1], password = Password }).Is(HttpStatusCode.OK);
        var tokens = await api.Post("tokens", new { userName = "it@example.org", password = Password }).Json();
        api.DefaultRequestHeaders.Authorization = new("Bearer", (string)tokens["accessToken"]!);
        return api;
    }

    /// <summary>A guardian of one child only, who has an address, and one of the staff of the child's group.</summary>
    private static async Task<Cast> Find(App app)
    {
        await using var db = await app.Connection();
        return await db.QueryFirstAsync<Cast>(
            """
            select c.given_name || ' ' || c.family_name as child, g.email, staff.person_id as staff_id
            from roster.placement p
            join roster.person c on c.id = p.child_id and c.protection = 'none'
            join roster.guardianship ship on ship.child_id = c.id and ship.kind = 'custodian'
            join roster.person g on g.id = ship.guardian_id and g.email is not null
            join roster.duty_group dg on dg.group_id = p.group_id
            join roster.duty staff on staff.id = dg.duty_id and staff.starts_on <= @Today and staff.ends_on is null
            where p.kind = 'preschool' and p.starts_on <= @Today and p.ends_on is null
             
              and not exists (select from roster.guardianship other
                              where other.guardian_id = g.id and other.child_id <> c.id)
             
              and not exists (select from roster.person other
                              where other.id <> g.id and lower(other.email) = lower(g.email))
            order by c.id
            """,
            new { app.Today }
        );
    }
}
