using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class IdentityNumbers(NpgsqlConnection db, TimeProvider clock) : IIdentityNumbers
{
    public Task<NumberHolder?> Holder(IdentityNumber number, CancellationToken ct) =>
        db.OneOrNone<NumberHolder?>(
            """
            select p.id as person_id, p.email,
                   exists (select from roster.custody(@Today) where guardian_id = p.id)
                   or exists (select from roster.duty d
                              where d.person_id = p.id and roster.holds(d.starts_on, d.ends_on, @Today))
                   as is_account_holder
            from roster.person p
            where p.civic_no = @Digits and p.active
            """,
            new { number.Digits, Today = clock.Today() },
            ct
        );

    public async Task<IReadOnlyDictionary<Guid, IdentityNumber>> Of(
        IReadOnlyCollection<Guid> personIds,
        CancellationToken ct
    )
    {
        var found = await db.Query<(Guid Id, string Number)>(
            "select id, civic_no from roster.person where id = any(@Ids) and civic_no is not null and active",
            new { Ids = personIds.ToArray() },
            ct
        );
        return (
            from person in found
            let number = IdentityNumber.Read(person.Number, clock.Today())
            where number is not null
            select (person.Id, number.Value)
        ).ToDictionary();
    }
}
