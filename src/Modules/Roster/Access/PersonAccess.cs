using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class PersonAccess(NpgsqlConnection db, CurrentUser user, TimeProvider clock) : IPersonAccess
{
    public async Task Require(Guid personId, CancellationToken ct, string what)
    {
        if (!user.Is(Roles.Administrator) && !await IsLed(personId, ct))
            throw Refusal.NotFound(what);
    }

    private Task<bool> IsLed(Guid personId, CancellationToken ct) =>
        db.Value<bool>(
            """
            select exists (
                       select from roster.custody(@Today) s
                       cross join lateral roster.staff_relation(@Headteacher, s.child_id, @Today) relation
                       where s.guardian_id = @personId and relation.headteacher)
                or exists (
                       select from roster.duty d
                       join roster.person staff on staff.id = d.person_id and staff.active
                       join roster.led_by(@Headteacher, @Today) led on led.unit_id = d.unit_id
                       where d.person_id = @personId and roster.holds(d.starts_on, d.ends_on, @Today))
            """,
            new
            {
                personId,
                Headteacher = user.PersonId,
                Today = clock.Today(),
            },
            ct
        );
}
