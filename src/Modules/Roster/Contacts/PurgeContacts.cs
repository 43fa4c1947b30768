namespace Kapprum.Roster.Contacts;

/// <summary>
/// The contact details of those who have been nobody's guardian for a while. Whoever is missing from the roster for a
/// day, by a fault in it, has lost nothing when it is mended.
/// </summary>
internal sealed class PurgeContacts(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> ContactDays = Setting.Number("roster.contact-days", 90, from: 90, to: 730);

    public string What => "contacts";

    public Retention Keeps => Retention.Days(ContactDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from roster.contact
            where person_id = any (array(
                select k.person_id
                from roster.contact k
                where not exists (
                    select from roster.guardianship s
                    join roster.person guardian
                         on guardian.id = s.guardian_id and (guardian.active or guardian.inactive_since >= @Before)
                    join roster.person child
                         on child.id = s.child_id and (child.active or child.inactive_since >= @Before)
                         and (child.birth_date is null or @Before < child.birth_date + interval '18 years')
                    where s.guardian_id = k.person_id and (s.ends_on is null or s.ends_on >= @Before))
                limit @most))
            """,
            new { Before = SchoolTime.Day(before), most },
            ct
        );
}
