namespace Kapprum.Contracts.Notifications;

/// <summary>Looks notices up, on the caller's connection.</summary>
public interface INotices
{
    /// <summary>How many unread notices somebody has, in all and about each child.</summary>
    Task<Unread> UnreadOf(Guid personId);
}

/// <param name="Total">All of them; what the bell shows.</param>
/// <param name="ByChild">Of these, the ones about a child.</param>
public sealed record Unread(int Total, IReadOnlyDictionary<Guid, int> ByChild);
