using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Notifications;

namespace Kapprum.Roster.Contacts;

/// <summary>
/// Reminds guardians two weeks into a term to look their contact details over, if they have not done so in this term.
/// </summary>
internal sealed class ContactsToLookOver(NpgsqlConnection db, IAccounts accounts, Texts texts, TimeProvider clock)
    : IReminders
{
    private const int DaysIntoTerm = 14;

    public string Kind => "contact-details";

    public async Task<IReadOnlyList<Guid>> DueTonight(DateOnly today)
    {
        var starts = await db.ExecuteScalarAsync<DateOnly?>(
            "select starts_on from roster.calendar_period where kind = 'term' and starts_on = @Start",
            new { Start = today.AddDays(-DaysIntoTerm) }
        );
        return starts is null
            ? []
            : (
                await db.QueryAsync<Guid>(
                    """
                    select distinct s.guardian_id
                    from roster.custody(@today) s
                    where not exists (select from roster.contact k where k.person_id = s.guardian_id and k.kept_at >= @Begins)
                    """,
                    new { today, Begins = Midnight(starts.Value) }
                )
            ).AsList();
    }

    public async Task<IReadOnlyDictionary<Guid, ReminderText>> Write(IReadOnlyList<Guid> personIds)
    {
        var starts = await db.ExecuteScalarAsync<DateOnly?>(
            "select max(starts_on) from roster.calendar_period where kind = 'term' and starts_on <= @Today",
            new { Today = clock.Today() }
        );
        var people = await db.QueryAsync<Guid>(
            """
            select person.id
            from unnest(@personIds) person (id)
            where not exists (select from roster.contact k where k.person_id = person.id and k.kept_at >= @Begins)
            """,
            new { personIds, Begins = Midnight(starts ?? clock.Today()) }
        );
        var reachable = await accounts.Of([.. people]);
        return reachable
            .Values.Where(account => account.Activated)
            .ToDictionary(
                account => account.PersonId,
                account => new ReminderText(
                    [texts.In(account.Language, "roster.contact.look-over")],
                    (texts.In(account.Language, "roster.contact.look-over.link"), "/contact")
                )
            );
    }

    private static DateTime Midnight(DateOnly day) => SchoolTime.Instant(day, TimeOfDay.Midnight).UtcDateTime;
}
