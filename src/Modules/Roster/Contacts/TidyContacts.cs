using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kapprum.Roster.Contacts;

/// <summary>Every night the contact details of those who have been nobody's guardian for a while are removed; the setting says how long.</summary>
internal sealed record TidyContacts : ICommand
{
    public sealed class Handler(NpgsqlConnection db, IOptions<RosterSettings> settings, TimeProvider clock, ILogger<TidyContacts> log)
        : IRequestHandler<TidyContacts, Unit>
    {
        public async Task<Unit> Handle(TidyContacts command, CancellationToken ct)
        {
            var today = clock.Today();
            var removed = await db.ExecuteAsync(
                """
                delete from roster.contact k
                where not exists (select from roster.custody(@today) s where s.guardian_id = k.person_id)
                  and not exists (select from roster.custody(@Before) s where s.guardian_id = k.person_id)
                """,
                new { today, Before = today.AddDays(-settings.Value.ContactDays) });

            log.LogInformation("Removed the contact details of {Removed} people who are no guardians any more", removed);
            return Unit.Value;
        }
    }
}
