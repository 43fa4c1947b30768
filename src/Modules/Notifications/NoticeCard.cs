using Kapprum.Contracts.Start;
using Kapprum.Web.Layout;

namespace Kapprum.Notifications;

/// <summary>How much is new about each child, on its card; and in all, in the frame of every page.</summary>
[ChildData("unread", typeof(int))]
internal sealed class NoticeCard(NoticeQueries notices, CurrentUser user, Texts texts) : IChildCard, IUnreadCount
{
    public int Order => 90;

    public async Task<IReadOnlyDictionary<Guid, ChildCardPart>> Of(IReadOnlyList<Guid> childIds, CancellationToken ct)
    {
        var unread = (await notices.UnreadOf(user.PersonId, childIds, ct)).ByChild;
        return childIds.ToDictionary(
            child => child,
            child => new ChildCardPart(
                [.. Lines(unread.GetValueOrDefault(child))],
                [],
                new Dictionary<string, object?> { ["unread"] = unread.GetValueOrDefault(child) }
            )
        );
    }

    public async Task<int> Of(IReadOnlyCollection<Guid> childIds, CancellationToken ct) =>
        (await notices.UnreadOf(user.PersonId, childIds, ct)).Total;

    // That there is nothing new is not said.
    private IEnumerable<ChildLine> Lines(int unread) =>
        unread > 0 ? [new("bell-ring", texts["notifications.card.unread", ("count", unread)], "/notifications")] : [];
}
