using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.EIdentification;

/// <summary>Somebody chooses at the demo's own provider whom to be.</summary>
/// <param name="AccountId">Of <see cref="ListTestPeople"/>.</param>
/// <param name="Nonce">This, the challenge and the state are the authentication request's.</param>
[NoAccessCheck("In the demo one may be whomever one likes; elsewhere there is no such provider.")]
internal sealed record ChooseTestPerson(Guid AccountId, string Nonce, string Challenge, string State) : IQuery<Secret>
{
    /// <returns>Where the browser goes on to.</returns>
    public sealed class Handler(NpgsqlConnection db, IIdentityNumbers numbers, TestId testId, TimeProvider clock)
        : IQueryHandler<ChooseTestPerson, Secret>
    {
        public async Task<Secret> Handle(ChooseTestPerson query, CancellationToken ct)
        {
            if (!testId.IsOn)
                throw Refusal.NotFound("provider");
            var (found, person) = await db.OneOrNone<(bool, Guid?)>(
                """
                select true, a.person_id
                from accounts.demo_log_in d
                join accounts.account a on a.id = d.account_id
                where d.account_id = @AccountId
                """,
                query,
                ct
            );
            if (!found)
                throw Refusal.NotFound("account");

            var number = person is { } id
                ? (await numbers.Of([id], ct)).GetValueOrDefault(id)
                : IdentityNumber.Read(TestId.AdministratorNumber, clock.Today())!.Value;
            return new(testId.Choose(number, query.Nonce, query.Challenge, query.State));
        }
    }
}
