using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class AccountHolders(NpgsqlConnection db, TimeProvider clock) : IAccountHolders
{
    // Not buffered: the caller writes them on as they come, on a connection of its own.
    public IAsyncEnumerable<AccountHolder> All(CancellationToken ct) =>
        db.Stream<AccountHolder>(
            """
            with guardian as (select distinct guardian_id as id from roster.custody(@Today)),
            staff as (
                select distinct d.person_id as id
                from roster.duty d
                where roster.holds(d.starts_on, d.ends_on, @Today))
            select p.id as person_id, p.given_name, p.family_name, p.email,
                   guardian.id is not null as is_guardian, staff.id is not null as is_staff
            from roster.person p
            left join guardian on guardian.id = p.id
            left join staff on staff.id = p.id
            where p.active and (guardian.id is not null or staff.id is not null)
            """,
            new { Today = clock.Today() },
            ct
        );
}
