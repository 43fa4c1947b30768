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

    public async Task<IReadOnlyList<Guid>> DueTonight(DateOnly today, CancellationToken ct)
    {
        var starts = await db.Value<DateOnly?>(
            "select starts_on from roster.calendar_period where kind = 'term' and starts_on = @Start",
            new { Start = today.AddDays(-DaysIntoTerm) },
            ct
        );
        return starts is null
            ? []
            : await db.Query<Guid>(
                """
                select distinct s.guardian_id
                from roster.custody(@today) s
                where not exists (select from roster.contact k
                                  where k.person_id = s.guardian_id and k.kept_at >= @Begins)
                """,
                new { today, Begins = SchoolTime.Midnight(starts.Value) },
                ct
            );
    }

    public async Task<IReadOnlyDictionary<Guid, ReminderText>> Write(
        IReadOnlyList<Guid> personIds,
        CancellationToken ct
    )
    {
        var starts = await db.Value<DateOnly?>(
            "select max(starts_on) from roster.calendar_period where kind = 'term' and starts_on <= @Today",
            new { Today = clock.Today() },
            ct
        );
        var people = await db.Query<Guid>(
            """
            select person.id
            from unnest(@personIds) person (id)
            where not exists (select from roster.contact k where k.person_id = person.id and k.kept_at >= @Begins)
            """,
            new { personIds, Begins = SchoolTime.Midnight(starts ?? clock.Today()) },
            ct
        );
        var reachable = await accounts.Of([.. people], ct);
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
}
