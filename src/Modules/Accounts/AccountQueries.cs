using Kapprum.Contracts.Accounts;

namespace Kapprum.Accounts;

internal sealed class AccountQueries(NpgsqlConnection db) : IAccounts
{
    public async Task<IReadOnlyDictionary<Guid, AccountContact>> Of(Guid[] personIds, CancellationToken ct) =>
        (
            await db.Query<AccountContact>(
                """
                select id as account_id, person_id, email, language,
                       activated_at is not null or e_identified_at is not null as activated
                from accounts.account
                where person_id = any(@personIds) and ended_at is null
                """,
                new { personIds },
                ct
            )
        ).ToDictionary(account => account.PersonId);
}
