using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>Notices to or about people the roster does not know.</summary>
internal sealed class NoticesAboutNobody(NpgsqlConnection db, IDirectory directory) : ICheck
{
    public string Name => "notices-about-nobody";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var people = await db.Query<Guid>(
            """
            select person_id from notifications.notice
            union
            select child_id from notifications.notice where child_id is not null
            """,
            null,
            ct,
            unlimited: true
        );
        var nobody = await directory.Unknown(people, ct);
        if (nobody.Count == 0)
            return Findings.None;

        var notices = await db.Query<Guid>(
            "select id from notifications.notice where person_id = any(@nobody) or child_id = any(@nobody) order by id",
            new { nobody = nobody.ToArray() },
            ct,
            unlimited: true
        );
        return Findings.Of([.. notices.Select(id => new Finding("notice", id))], most);
    }
}
