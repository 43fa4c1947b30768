using Kapprum.Support;
using Microsoft.Playwright;
using static Kapprum.Browser.Passwords;
using static Microsoft.Playwright.Assertions;

namespace Kapprum.Browser.Accounts;

/// <summary>What somebody has begun to write, and who finds it again.</summary>
public sealed class Drafts(Site site) : InBrowser(site)
{
    private const string Typed = "Rönnbärsgatan 7";
    private static int count;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_there_again_for_the_same_person_after_a_session_that_ran_out(bool own)
    {
        var (anna, bo) = (await Somebody(), await Somebody());
        var page = await Window(Device.Phone);
        await LogIn(page, anna, own);
        await Type(page);
        Assert.DoesNotContain(Typed, await Kept(page, own), StringComparison.Ordinal);
        Assert.Equal("[]", await Kept(page, !own));

        // Sent by somebody who is logged in no more.
        await page.Context.ClearCookiesAsync(new() { Name = "kapprum" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Spara" }).ClickAsync();
        await Expect(page.GetByText("Du blev utloggad innan det skickades.")).ToBeVisibleAsync();
        await LogIn(page, bo, own, "");
        await page.GotoAsync("/contact");
        await Expect(Street(page)).ToHaveValueAsync("");

        await page.Context.ClearCookiesAsync(new() { Name = "kapprum" });
        await LogIn(page, anna, own);
        await page.GotoAsync("/contact");
        await Expect(Street(page)).ToHaveValueAsync(Typed);
        await Expect(page.GetByText("Det du hade skrivit står kvar här.")).ToBeVisibleAsync();

        // Sent it is no draft any more.
        await page.GetByRole(AriaRole.Button, new() { Name = "Spara" }).ClickAsync();
        await Expect(page.GetByText("Kontaktuppgifterna är sparade.")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync(
            "() => ![...Object.keys(localStorage), ...Object.keys(sessionStorage)].some(one => one.startsWith('draft'))"
        );
    }

    [Fact]
    public async Task A_log_out_ends_it()
    {
        var anna = await Somebody();
        var page = await Window(Device.Phone);
        await LogIn(page, anna, own: true);
        await Type(page);

        await page.GotoAsync("/log-out");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Logga ut" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(App.Address + "/log-in");
        Assert.Equal("[]", await Kept(page, own: true));

        await LogIn(page, anna, own: true);
        await page.GotoAsync("/contact");
        await Expect(Street(page)).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_refused_form_that_is_corrected_leaves_none()
    {
        var page = await Window(Device.Phone);
        await LogIn(page, await Somebody(), own: true);
        await Type(page);
        var phone = page.GetByLabel("Telefon", new() { Exact = true });
        await phone.PressSequentiallyAsync("sjuttio");
        await page.GetByRole(AriaRole.Button, new() { Name = "Spara" }).ClickAsync();
        await Expect(phone).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^Fel: "));

        await phone.FillAsync("070-174 06 58");
        await page.GetByRole(AriaRole.Button, new() { Name = "Spara" }).ClickAsync();
        await Expect(page.GetByText("Kontaktuppgifterna är sparade.")).ToBeVisibleAsync();

        await page.GotoAsync("/contact");
        await Expect(phone).ToHaveValueAsync("070-174 06 58");
        Assert.Equal("[]", await Kept(page, own: true));
    }

    [Fact]
    public async Task A_password_is_never_kept()
    {
        var page = await Window(Device.Phone);
        await LogIn(page, await Somebody(), own: true);
        await page.GotoAsync("/account/password");

        await page.GetByLabel("Nytt lösenord").PressSequentiallyAsync("tolv randiga");
        await page.WaitForTimeoutAsync(600);
        await page.ReloadAsync();
        await page.WaitForTimeoutAsync(300);

        await Expect(page.GetByLabel("Nytt lösenord")).ToHaveValueAsync("");
    }

    private async Task<string> Somebody()
    {
        var name = $"drafts{Interlocked.Increment(ref count)}";
        await App.MayLogIn((await App.Family()).Guardian.Id, name);
        return name;
    }

    private static async Task LogIn(IPage page, string name, bool own, string? at = "/log-in")
    {
        if (at is not "")
            await page.GotoAsync("/log-in");
        await page.GetByLabel("Användarnamn").FillAsync(name);
        await page.GetByLabel("Lösenord", new() { Exact = true }).FillAsync(Password);
        if (own)
            await page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Logga in" }).ClickAsync();
        await page.Locator("[data-unread]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    private static async Task Type(IPage page)
    {
        await page.GotoAsync("/contact");
        await Street(page).PressSequentiallyAsync(Typed);
        await page.WaitForFunctionAsync("() => document.querySelector('form[data-kept]') !== null");
    }

    private static ILocator Street(IPage page) => page.GetByLabel("Gatuadress");

    private static Task<string> Kept(IPage page, bool own) =>
        page.EvaluateAsync<string>(
            "place => JSON.stringify(Object.entries(place === 'own' ? localStorage : sessionStorage))",
            own ? "own" : "shared"
        );
}
