using System.Net;
using Kapprum.Accounts;
using Kapprum.Accounts.Administration;
using Kapprum.Accounts.Passwords;
using Kapprum.Support;
using static Kapprum.Browser.Passwords;

namespace Kapprum.Browser.Accounts;

/// <summary>There are links to come in by.</summary>
internal sealed class AccountsInEkbacka : IHappening
{
    public int Order => 1;

    /// <summary>Links of mails: to activate an account, to choose a new password, one that has been used.</summary>
    public string Activation { get; private set; } = "";
    public string NewPassword { get; private set; } = "";
    public string Used { get; private set; } = "";

    /// <summary>A guardian of the preschool's who has an address and has not activated the account.</summary>
    public Guid NotActivated { get; private set; }

    public async Task Happen(Ekbacka town)
    {
        Used = await town.App.Send(new CreateAdministrator("it@example.org"));
        await town
            .App.Nobody()
            .Post("activation", new { token = Used.Split('=')[1], password = Password })
            .Is(HttpStatusCode.OK);
        NewPassword = await town.App.Send(new CreateAdministrator("it@example.org"));
        Activation = await town.App.Send(new CreateAdministrator("it2@example.org"));
    }

    public async Task Settled(Ekbacka town) =>
        NotActivated = await town.App.Value<Guid>(
            """
            select g.guardian_id
            from roster.placement p
            join roster.placement other on other.unit_id = p.unit_id
            join roster.guardianship g on g.child_id = other.child_id and g.kind = 'custodian' and g.ends_on is null
            join accounts.account a on a.person_id = g.guardian_id and a.activated_at is null and a.email is not null
            where p.child_id = @Child
            order by g.guardian_id
            """,
            new { town.Child }
        );
}

/// <summary>The guardian has asked for another address.</summary>
internal sealed class EmailInEkbacka : IHappening
{
    public int Order => 4;

    /// <summary>The link of the mail to it.</summary>
    public string Link { get; private set; } = "";

    public async Task Happen(Ekbacka town)
    {
        await town.App.MayLogIn(town.Guardian.Id, "ekbacka");
        await town
            .Guardian.Api.Put("me/email", new { email = "ny@example.org", presentPassword = Password })
            .Is(HttpStatusCode.Accepted);
    }

    public Task Settled(Ekbacka town)
    {
        Link = town.App.LinkTo("ny@example.org");
        return Task.CompletedTask;
    }
}
