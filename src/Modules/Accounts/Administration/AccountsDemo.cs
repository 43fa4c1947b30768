using Kapprum.Accounts.EIdentification;
using Kapprum.Accounts.Links;

namespace Kapprum.Accounts.Administration;

/// <summary>Opens the accounts of the demo's people, and an administrator's.</summary>
internal sealed class AccountsDemo(ISender sender) : IDemoPart
{
    private const string Administrator = "admin";

    public int Order => 20;

    public async Task Load(DemoData demo, CancellationToken ct)
    {
        await sender.Send(
            new OpenDemoAccounts(
                demo.Password,
                [
                    .. from logIn in demo.LogIns
                    where logIn.PersonId is not null
                    select new OpenDemoAccounts.Account(logIn.PersonId!.Value, logIn.UserName),
                ]
            ),
            ct
        );

        var link = await sender.Send(
            new CreateAdministrator("admin@ekbacka.example.org", CivicNumber: new Secret(TestId.AdministratorNumber)),
            ct
        );
        var token = new Secret(link[(link.IndexOf("token=", StringComparison.Ordinal) + "token=".Length)..]);
        if (link.StartsWith("/activate", StringComparison.Ordinal))
            await sender.Send(new Activate(token, demo.Password, Administrator), ct);
        else
            await sender.Send(new SetPassword(token, demo.Password), ct);
        demo.LogIns.Insert(0, new(Administrator, null, "", "administrator of the municipality"));
        await sender.Send(new KeepDemoLogIns(demo.LogIns), ct);
    }
}
