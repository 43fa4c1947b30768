using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <param name="Total">All of them; what the bell shows.</param>
/// <param name="ByChild">Of these, the ones about a child.</param>
internal sealed record UnreadCounts(int Total, IReadOnlyDictionary<Guid, int> ByChild);

/// <summary>
/// Counts unread notices. One about a child that its reader may no longer see does not count, nor does one of a kind
/// that no module tells of any more.
/// </summary>
internal sealed class NoticeQueries(NpgsqlConnection db, IAudience audience, NoticeKinds kinds)
{
    internal sealed record Count(Guid PersonId, Guid? ChildId, int Notices);

    // The bell and the start page ask in the same request.
    private (Guid PersonId, UnreadCounts Counts)? counted;

    /// <param name="seen">Children of whom the caller knows already that the person may see them.</param>
    public async Task<UnreadCounts> UnreadOf(Guid personId, IReadOnlyCollection<Guid> seen, CancellationToken ct)
    {
        if (counted is { } before && before.PersonId == personId)
            return before.Counts;

        var stored = (await Stored([personId], ct)).ToLookup(count => count.ChildId is { } id && seen.Contains(id));
        List<Count> counts = [.. stored[true], .. await Visible([.. stored[false]], ct)];
        var unread = new UnreadCounts(
            counts.Sum(count => count.Notices),
            counts
                .Where(count => count.ChildId is not null)
                .ToDictionary(count => count.ChildId!.Value, count => count.Notices)
        );
        counted = (personId, unread);
        return unread;
    }

    /// <summary>The unread notices of many people, about each child and about none, seen or not.</summary>
    internal async Task<IReadOnlyList<Count>> Stored(Guid[] personIds, CancellationToken ct) =>
        await db.Query<Count>(
            """
            select person_id, child_id, count(*)::int as notices
            from notifications.notice
            where person_id = any(@personIds) and read_at is null and kind = any(@Kinds)
            group by person_id, child_id
            """,
            new { personIds, Kinds = kinds.Names },
            ct
        );

    /// <summary>Those of the counts whose child the person may see today, and those about no child.</summary>
    internal async Task<IReadOnlyList<Count>> Visible(IReadOnlyList<Count> counts, CancellationToken ct)
    {
        ChildPerson[] pairs =
        [
            .. from count in counts
            where count.ChildId is not null
            select new ChildPerson(count.ChildId!.Value, count.PersonId),
        ];
        if (pairs.Length == 0)
            return counts;

        var related = (await audience.Related(pairs, ct)).ToHashSet();
        return [.. counts.Where(count => count.ChildId is not { } id || related.Contains(new(id, count.PersonId)))];
    }
}
