using Microsoft.Playwright;

namespace Kapprum.Browser.Accounts;

/// <summary>The way in, accounts and the log.</summary>
internal sealed class AccountsViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Nobody, "/log-in"),
        new(Role.Nobody, "/log-in", "failed", Then: page => page.Send("Logga in")),
        new(Role.Nobody, "/log-in", "not sent", At: _ => "/log-in?to=/absence&unsent=1"),
        new(Role.Nobody, "/log-in/e-identification", "not there", At: _ => "/log-in/e-identification", Status: 404),
        new(Role.Nobody, "/log-in/e-identification/return", Status: 410),
        new(Role.Nobody, "/log-out/e-identification"),
        new(Role.Nobody, "/test-id", Status: 404),
        new(Role.Administrator, "/step-up", "password", At: _ => "/step-up?wants=confirmed"),
        new(Role.Staff, "/step-up", "no provider", At: _ => "/step-up?wants=e-identification&to=/day"),
        new(Role.Administrator, "/e-identification"),
        new(Role.Nobody, "/help/log-in"),
        new(Role.Nobody, "/activate", At: town => town.Of<AccountsInEkbacka>().Activation),
        new(
            Role.Nobody,
            "/activate",
            "too short",
            At: town => town.Of<AccountsInEkbacka>().Activation,
            Then: page => page.Send("Aktivera kontot")
        ),
        new(Role.Nobody, "/activate", "used", At: town => town.Of<AccountsInEkbacka>().Used, Status: 410),
        new(Role.Nobody, "/activate", "unknown", At: _ => "/activate?token=nothing", Status: 410),
        new(Role.Nobody, "/new-password"),
        new(Role.Nobody, "/new-password", "choose", At: town => town.Of<AccountsInEkbacka>().NewPassword),
        new(Role.Nobody, "/new-password", "sent", At: _ => "/new-password?sent=yes"),
        new(Role.Guardian, "/account"),
        new(Role.Guardian, "/account/language"),
        new(Role.Guardian, "/account/user-name"),
        new(Role.Guardian, "/account/password"),
        new(Role.Guardian, "/account/sessions"),
        new(Role.Guardian, "/account/tokens"),
        new(Role.Guardian, "/account/email"),
        new(Role.Guardian, "/account/email", "wrong password", Then: WrongPassword),
        new(Role.Guardian, "/account/email/confirm", At: town => town.Of<EmailInEkbacka>().Link),
        new(Role.Guardian, "/account/email/confirm", "unknown", At: _ => "/account/email/confirm?token=nothing"),
        new(Role.Guardian, "/log-out"),
        new(
            Role.Headteacher,
            "/people/{Id:guid}/account",
            At: town => $"/people/{town.Of<AccountsInEkbacka>().NotActivated}/account"
        ),
        new(Role.Administrator, "/people/{Id:guid}/account", At: town => $"/people/{town.Who(Role.Guardian)}/account"),
        new(
            Role.Administrator,
            "/people/{Id:guid}/account",
            "not activated",
            At: town => $"/people/{town.Of<AccountsInEkbacka>().NotActivated}/account"
        ),
        new(Role.Administrator, "/people/{Id:guid}/account", "none", At: town => $"/people/{town.Child}/account"),
        new(Role.Administrator, "/audit"),
        new(Role.Administrator, "/audit", "nothing found", At: _ => "/audit?from=2020-01-01&until=2020-01-02"),
        new(Role.Administrator, "/account"),
    ];

    private static Task WrongPassword(IPage page) =>
        page.Send("Skicka en länk dit", ("Ny e-postadress", "ny@example.org"), ("Lösenord", "inte det här"));
}
