using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kapprum.Roster.Contacts;

/// <summary>
/// Every night the contact details of those who have been nobody's guardian for a while are removed; the setting says
/// how long. Whoever is missing from the roster for a day, by a fault in it, has lost nothing when it is mended.
/// </summary>
internal sealed record TidyContacts : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        IOptions<RosterSettings> settings,
        TimeProvider clock,
        ILogger<TidyContacts> log
    ) : ICommandHandler<TidyContacts>
    {
        public async Task Handle(TidyContacts command, CancellationToken ct)
        {
            var removed = await db.Execute(
                """
                delete from roster.contact k
                where not exists (
                    select from roster.guardianship s
                    join roster.person guardian on guardian.id = s.guardian_id and (guardian.active or guardian.inactive_since >= @Before)
                    join roster.person child on child.id = s.child_id and (child.active or child.inactive_since >= @Before)
                         and (child.birth_date is null or @Before < child.birth_date + interval '18 years')
                    where s.guardian_id = k.person_id and (s.ends_on is null or s.ends_on >= @Before))
                """,
                new { Before = clock.Today().AddDays(-settings.Value.ContactDays) },
                ct
            );

            log.LogInformation(
                "Removed the contact details of {Removed} people who are no guardians any more",
                removed
            );
        }
    }
}
