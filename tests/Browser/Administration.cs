using Kapprum.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser;

/// <summary>What a municipality's administrator does.</summary>
public sealed class Administration(Site site) : InBrowser(site)
{
    [Theory]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desk, true)]
    [InlineData(Device.Desk, false)]
    public async Task A_roster_file_is_handed_in_looked_over_and_taken_in(Device device, bool script)
    {
        await using var app = await App.Start();
        var administrator = await Administrator(app);
        var page = await Window(device, administrator, app, script);

        await page.GotoAsync("/imports");
        await page.GetByLabel("Registerfil", new() { Exact = true })
            .SetInputFilesAsync(await app.RosterFile(children: 30, seed: 3));
        await page.GetByRole(AriaRole.Button, new() { Name = "Läs in och visa ändringarna" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Filen jämförs med registret" }))
            .ToBeVisibleAsync();

        // The page goes on by itself, also without script.
        await app.Drain();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Det här skulle ändras" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Ingenting har ändrats än.")).ToBeVisibleAsync();
        Assert.Equal(0, await app.Value<long>("select count(*) from roster.child_group"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Genomför importen" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Importen genomförs" })).ToBeVisibleAsync();
        await app.Drain();
        await Expect(page.GetByText("Registret är som i filen")).ToBeVisibleAsync();
        Assert.NotEqual(0, await app.Value<long>("select count(*) from roster.child_group"));
    }

    [Theory]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desk, false)]
    public async Task A_guardian_who_calls_is_found_and_gets_the_activation_mail_again(Device device, bool script)
    {
        var family = await App.Family();
        var (name, email) = ($"Signe{Guid.CreateVersion7():N}", $"{family.Guardian.Id:N}@example.org");
        await App.Execute(
            "update roster.person set given_name = @name, email = @email where id = @Id",
            new
            {
                name,
                email,
                family.Guardian.Id,
            }
        );
        await App.Execute(
            "update accounts.account set email = @email, email_key = @email, activated_at = null where person_id = @Id",
            new { email, family.Guardian.Id }
        );
        var page = await Window(device, (await App.Administrator()).Id, script: script);

        await page.GotoAsync("/people");
        await page.GetByLabel("Namn, e-post eller personnummer").FillAsync(name[..30]);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Konto" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Skicka aktiveringsmejlet igen" }).ClickAsync();
        await Expect(page.GetByText("Aktiveringsmejlet är på väg.")).ToBeVisibleAsync();

        await App.Drain();
        Assert.StartsWith("/activate?token=", App.LinkTo(email), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_phone_is_lost_is_logged_out_everywhere_and_the_log_says_by_whom()
    {
        var family = await App.Family();
        var administrator = (await App.Administrator()).Id;
        var page = await Window(Device.Desk, administrator);

        await page.GotoAsync($"/people/{family.Guardian.Id}/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Logga ut överallt" }).ClickAsync();
        await Expect(page.GetByText("Personen är utloggad överallt.")).ToBeVisibleAsync();
        await family.Guardian.Api.GetAsync("me").Is(System.Net.HttpStatusCode.Unauthorized);

        await page.GotoAsync($"/audit?about={family.Guardian.Id}");
        await page.GetByLabel("Vad", new() { Exact = true }).SelectOptionAsync("Avslutade någons inloggningar");
        await page.GetByRole(AriaRole.Button, new() { Name = "Visa" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Row).Last)
            .ToContainTextAsync(
                await App.Value<string>(
                    "select given_name || ' ' || family_name from roster.person where id = @administrator",
                    new { administrator }
                )
            );
    }

    [Fact]
    public async Task Hours_of_a_unit_are_kept()
    {
        var unit = await App.Unit(name: "Förskolan Tallen");
        var page = await Window(Device.Desk, (await App.Administrator()).Id);

        await page.GotoAsync($"/units/{unit}");
        await page.GetByRole(AriaRole.Group, new() { Name = "Måndag" }).GetByLabel("Öppnar").FillAsync("06:45");
        await page.GetByRole(AriaRole.Button, new() { Name = "Spara öppettiderna" }).ClickAsync();
        await Expect(page.GetByText("Öppettiderna är sparade.")).ToBeVisibleAsync();
        Assert.Equal(
            new TimeSpan(6, 45, 0),
            await App.Value<TimeSpan>(
                "select opens from roster.unit_hours where unit_id = @unit and weekday = 1",
                new { unit }
            )
        );
    }

    [Theory]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desk, false)]
    public async Task A_headteacher_closes_the_unit_for_a_day_and_opens_it_again(Device device, bool script)
    {
        var unit = await App.Unit(name: "Förskolan Linden");
        var page = await Window(device, (await App.Headteacher(unit)).Id, script: script);
        var day = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Planeringsdag i arbetslaget" });

        await page.GotoAsync($"/units/{unit}");
        await page.GetByLabel("Dag", new() { Exact = true }).FillAsync("2026-12-04");
        await page.GetByLabel("Anledning").FillAsync("Planeringsdag i arbetslaget");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lägg till stängningsdag" }).ClickAsync();
        await Expect(page.GetByText("Stängningsdagen är tillagd.")).ToBeVisibleAsync();
        await Expect(day).ToContainTextAsync("fre 4 dec");

        await day.Locator("summary").ClickAsync();
        await day.GetByRole(AriaRole.Button, new() { Name = "Ta bort stängningsdagen" }).ClickAsync();
        await Expect(page.GetByText("Stängningsdagen är borttagen.")).ToBeVisibleAsync();
        await Expect(day).ToHaveCountAsync(0);
    }

    private static async Task<Guid> Administrator(App app)
    {
        var id = (await app.Administrator()).Id;
        // Who is not in the file would be ended by it.
        await app.Execute("delete from roster.person where id = @id", new { id });
        return id;
    }
}
