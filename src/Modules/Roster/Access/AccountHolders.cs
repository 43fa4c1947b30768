using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class AccountHolders(NpgsqlConnection db, TimeProvider clock) : IAccountHolders
{
    // Not buffered: the caller writes them on as they come, on a connection of its own. A condition and no list of
    // different ids: to make that of a city's guardians took minutes.
    public IAsyncEnumerable<AccountHolder> All(CancellationToken ct) =>
        db.Stream<AccountHolder>(
            """
            select p.id as person_id, p.email
            from roster.person p
            where p.active and p.id in (
                select guardian_id from roster.custody(@Today)
                union all
                select d.person_id from roster.duty d where roster.holds(d.starts_on, d.ends_on, @Today))
            """,
            new { Today = clock.Today() },
            ct
        );
}
