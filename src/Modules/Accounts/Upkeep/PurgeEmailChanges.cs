namespace Kapprum.Accounts.Upkeep;

/// <summary>Changes of address whose link expired a while ago, confirmed or not.</summary>
internal sealed class PurgeEmailChanges(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> EmailChangeDays = Setting.Number(
        "accounts.email-change-days",
        30,
        from: 0,
        to: 365
    );

    public string What => "email-changes";

    public Retention Keeps => Retention.Days(EmailChangeDays);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from accounts.email_change
            where id = any (array(select id from accounts.email_change where expires_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
