namespace Kapprum.Notifications;

/// <summary>Old notices, read or not.</summary>
internal sealed class PurgeNotices(NpgsqlConnection db) : IPurge
{
    public static readonly Setting<int> KeepMonths = Setting.Number("notifications.keep-months", 12, from: 1, to: 120);

    public string What => "notices";

    public Retention Keeps => Retention.Months(KeepMonths);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Execute(
            """
            delete from notifications.notice
            where id = any (array(select id from notifications.notice where created_at < @before limit @most))
            """,
            new { before, most },
            ct
        );
}
