using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Upkeep;

/// <summary>Accounts one may log in with of people the roster does not know.</summary>
internal sealed class AccountsOfNobody(NpgsqlConnection db, IDirectory directory) : ICheck
{
    private sealed record Row(Guid Id, Guid PersonId);

    public string Name => "accounts-of-nobody";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var accounts = await db.Query<Row>(
            "select id, person_id from accounts.account where ended_at is null and person_id is not null",
            null,
            ct,
            unlimited: true
        );
        var nobody = (await directory.Unknown(accounts.Select(account => account.PersonId), ct)).ToHashSet();
        return Findings.Of(
            [
                .. from account in accounts
                where nobody.Contains(account.PersonId)
                select new Finding("account", account.Id),
            ],
            most
        );
    }
}
