using Kapprum.Contracts.Accounts;

namespace Kapprum.Accounts;

internal sealed class Lookups(NpgsqlConnection db) : IAccounts
{
    public async Task<IReadOnlyDictionary<Guid, Reachable>> Of(Guid[] personIds) =>
        (
            await db.QueryAsync<Reachable>(
                """
                select id as account_id, person_id, email, language, activated_at is not null as activated
                from accounts.account
                where person_id = any(@personIds) and ended_at is null
                """,
                new { personIds }
            )
        ).ToDictionary(account => account.PersonId);
}
