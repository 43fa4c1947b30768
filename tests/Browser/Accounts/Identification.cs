using Kapprum.Accounts.Sessions;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser.Accounts;

/// <summary>People show who they are at a provider, which is another site.</summary>
public sealed class Identification(Site site) : InBrowser(site), IAsyncLifetime
{
    private const string Number = "199002170018";

    private OpenIdProvider provider = null!;
    private App app = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        provider = await OpenIdProvider.Start();
        provider.OffersLogOut = true;
        app = await App.Start(settings: provider.Settings());
        provider.By(app.Clock);
        provider.Tells(Number);
        // Where it is served is known only now.
        app.Services.GetRequiredService<IOptions<PublicSettings>>().Value.Address = app.Address;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        var atProvider = Complaints.Where(one => one.Contains(provider.Address, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(atProvider);
        var others = Complaints.Except(atProvider).ToList();
        Complaints.Clear();
        others.ForEach(Complaints.Enqueue);
        await DisposeAsync();
        await app.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_guardian_without_a_mail_address_comes_in_with_one_tap_and_logs_out_at_both(bool script)
    {
        var child = await app.Child(await app.Group(await app.Unit()));
        var person = await app.Person();
        await app.Execute(
            """
            insert into roster.guardianship (child_id, guardian_id, kind, starts_on)
            values (@child, @person, 'custodian', '2020-01-01');
            update roster.person set civic_no = @Number where id = @person
            """,
            new
            {
                child,
                person,
                Number,
            }
        );
        var page = await Window(Device.Phone, of: app, script: script);

        await page.GotoAsync("/absence");
        await Expect(page.GetByLabel("Lösenord", new() { Exact = true })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Logga in med Test-ID" }).ClickAsync();

        await Expect(page).ToHaveURLAsync($"{app.Address}/absence");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Frånvaro", Level = 1 })).ToBeVisibleAsync();
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Logga ut" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"^{provider.Address}/end"));
        await page.GotoAsync("/absence");
        await Expect(page).ToHaveURLAsync($"{app.Address}/log-in?to=%2Fabsence");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_administrator_who_is_asked_again_comes_back_to_the_form(bool script)
    {
        var administrator = (await app.Administrator()).Id;
        var guardian = (await app.Family()).Guardian.Id;
        await app.Execute(
            "update roster.person set civic_no = @Number where id = @administrator",
            new { administrator, Number }
        );
        var page = await Window(Device.Phone, administrator, app, script);
        await page.GotoAsync($"/people/{guardian}/account");
        await GoOn();
        await Expect(page).ToHaveURLAsync($"{app.Address}/people/{guardian}/account");
        await app.Execute("update accounts.session set assurance = 1, confirmed_at = null");
        app.Services.GetRequiredService<SessionCache>().ForgetAll();

        await EndTheirSessions();
        await GoOn();

        await Expect(page.Locator(".problems")).ToBeVisibleAsync();
        Assert.Equal(1, await Sessions());
        await EndTheirSessions();
        await Expect(page.Locator(".toast")).ToBeVisibleAsync();
        Assert.Equal(0, await Sessions());

        Task GoOn() => page.GetByRole(AriaRole.Link, new() { Name = "Fortsätt med Test-ID" }).ClickAsync();
        Task EndTheirSessions() => page.Locator("form[data-owner]:has(.danger) button").ClickAsync();
        Task<int> Sessions() =>
            app.Value<int>(
                """
                select count(*)::int from accounts.session s join accounts.account a on a.id = s.account_id
                where a.person_id = @guardian and s.ended_at is null
                """,
                new { guardian }
            );
    }
}
