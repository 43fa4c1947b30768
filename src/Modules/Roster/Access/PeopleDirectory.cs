using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class PeopleDirectory(NpgsqlConnection db, TimeProvider clock) : IDirectory
{
    public async Task<Roles> RolesOf(Guid personId, CancellationToken ct)
    {
        var (guardian, staff, leads) = await db.One<(bool, bool, bool)>(
            """
            select exists (select from roster.custody(@Today) where guardian_id = @personId),
                   coalesce(bool_or(true), false), coalesce(bool_or(d.leads), false)
            from roster.duty d
            join roster.person p on p.id = d.person_id and p.active
            where d.person_id = @personId and roster.holds(d.starts_on, d.ends_on, @Today)
            """,
            new { personId, Today = clock.Today() },
            ct
        );
        return (guardian ? Roles.Guardian : 0) | (staff ? Roles.Staff : 0) | (leads ? Roles.Headteacher : 0);
    }

    public async Task<IReadOnlyDictionary<Guid, Person>> People(
        IReadOnlyCollection<Guid> personIds,
        CancellationToken ct
    ) =>
        (
            await db.Query<Person>(
                """
                select id, given_name, family_name, email, phone, protection <> 'none' as protected
                from roster.person
                where id = any(@Ids)
                """,
                new { Ids = personIds.ToArray() },
                ct
            )
        ).ToDictionary(person => person.Id);
}
