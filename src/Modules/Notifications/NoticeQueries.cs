using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>Counts unread notices. One about a child that its reader may no longer see does not count.</summary>
internal sealed class NoticeQueries(NpgsqlConnection db, IAudience audience) : INotices
{
    internal sealed record Count(Guid PersonId, Guid ChildId, int Notices);

    public async Task<UnreadCounts> UnreadOf(Guid personId, IReadOnlyCollection<Guid> seen, CancellationToken ct)
    {
        var stored = (await Stored([personId], ct)).ToLookup(count => seen.Contains(count.ChildId));
        List<Count> counts = [.. stored[true], .. await Visible([.. stored[false]], ct)];
        return new(
            counts.Sum(count => count.Notices),
            counts.ToDictionary(count => count.ChildId, count => count.Notices)
        );
    }

    /// <summary>The unread notices of many people, about each child, seen or not.</summary>
    internal async Task<IReadOnlyList<Count>> Stored(Guid[] personIds, CancellationToken ct) =>
        await db.Query<Count>(
            """
            select person_id, child_id, count(*)::int as notices
            from notifications.notice
            where person_id = any(@personIds) and read_at is null
            group by person_id, child_id
            """,
            new { personIds },
            ct
        );

    /// <summary>Those of the counts whose child the person may see today.</summary>
    internal async Task<IReadOnlyList<Count>> Visible(IReadOnlyList<Count> counts, CancellationToken ct)
    {
        if (counts.Count == 0)
            return counts;

        var related = (
            await audience.Related([.. counts.Select(count => new ChildPerson(count.ChildId, count.PersonId))], ct)
        ).ToHashSet();
        return [.. counts.Where(count => related.Contains(new(count.ChildId, count.PersonId)))];
    }
}
