using Kapprum.Support;
using Microsoft.Playwright;
using static Kapprum.Browser.Passwords;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser.Accounts;

/// <summary>What guardians keep in order themselves.</summary>
public sealed class OwnAccount(Site site) : InBrowser(site)
{
    [Theory]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desk, false)]
    public async Task Another_password_ends_the_other_devices_and_is_asked_for_from_then_on(Device device, bool script)
    {
        var (guardian, userName) = await Guardian();
        var other = await Window(Device.Desk, guardian, script: script);
        await other.GotoAsync("/account");
        var page = await Window(device, guardian, script: script);

        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Lösenord" }).ClickAsync();
        await page.GetByLabel("Nuvarande lösenord", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("Nytt lösenord", new() { Exact = true }).FillAsync("åtta stövlar i hallen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Spara" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(App.Address + "/account");

        await other.ReloadAsync();
        await Expect(other.GetByRole(AriaRole.Button, new() { Name = "Logga in" })).ToBeVisibleAsync();
        await other.GetByLabel("Användarnamn eller e-post").FillAsync(userName);
        await other.GetByLabel("Lösenord", new() { Exact = true }).FillAsync("åtta stövlar i hallen");
        await other.GetByRole(AriaRole.Button, new() { Name = "Logga in" }).ClickAsync();
        await Expect(other).ToHaveURLAsync(App.Address + "/account");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_speaks_English_changes_the_language_of_everything(bool script)
    {
        var (guardian, _) = await Guardian();
        var page = await Window(Device.Phone, guardian, script: script);

        await page.GotoAsync("/account/language");
        await page.GetByRole(AriaRole.Radio, new() { Name = "English" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Spara" }).ClickAsync();

        await Expect(page.GetByText("The language is changed.")).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Another absence" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Tuesday 24 November")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Contact_details_are_kept_and_what_cannot_be_called_is_said_at_its_field(bool script)
    {
        var (guardian, _) = await Guardian();
        var page = await Window(Device.Phone, guardian, script: script);

        await page.GotoAsync("/contact");
        await page.GetByLabel("Telefon", new() { Exact = true }).FillAsync("sjuttio");
        await page.GetByRole(AriaRole.Button, new() { Name = "Spara" }).ClickAsync();
        await Expect(page.GetByLabel("Telefon", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.GetByLabel("Telefon", new() { Exact = true })).ToHaveValueAsync("sjuttio");

        await page.GetByLabel("Telefon", new() { Exact = true }).FillAsync("070-174 06 58");
        await page.GetByLabel("Namn på nödkontakten").FillAsync("Mormor Inga");
        await page.GetByLabel("Nödkontaktens telefon").FillAsync("+358 40 123 4567");
        await page.GetByRole(AriaRole.Button, new() { Name = "Spara" }).ClickAsync();
        await Expect(page.GetByText("Kontaktuppgifterna är sparade.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_new_address_counts_once_its_link_has_been_opened()
    {
        var (guardian, _) = await Guardian();
        var address = $"{guardian:N}@example.org";
        var page = await Window(Device.Phone, guardian);

        await page.GotoAsync("/account/email");
        await page.GetByLabel("Ny e-postadress").FillAsync(address);
        await page.GetByLabel("Lösenord", new() { Exact = true }).FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Skicka en länk dit" }).ClickAsync();
        await Expect(page.GetByText($"Vi har skickat en länk till {address}.")).ToBeVisibleAsync();
        await App.Drain();
        await page.GotoAsync(App.LinkTo(address));
        await page.GetByRole(AriaRole.Button, new() { Name = "Använd adressen" }).ClickAsync();

        await Expect(page.GetByText("Din nya e-postadress gäller nu.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync(address);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_device_left_somewhere_is_logged_out_from_afar(bool script)
    {
        var (guardian, _) = await Guardian();
        var left = await Window(Device.Desk, guardian, script: script);
        var page = await Window(Device.Phone, guardian, script: script);

        await page.GotoAsync("/account/sessions");
        await page.GetByRole(AriaRole.Button, new() { Name = "Logga ut alla andra" }).ClickAsync();
        await Expect(page.GetByText("Alla andra enheter är utloggade.")).ToBeVisibleAsync();

        await left.GotoAsync("/account");
        await Expect(left.GetByRole(AriaRole.Button, new() { Name = "Logga in" })).ToBeVisibleAsync();
    }

    /// <summary>Somebody with a child and a password.</summary>
    private async Task<(Guid Id, string UserName)> Guardian()
    {
        var (id, _) = (await App.Family()).Guardian;
        var userName = $"guardian-{id:N}";
        await App.MayLogIn(id, userName);
        return (id, userName);
    }
}
