namespace Kapprum.Contracts.Notifications;

/// <summary>Looks notices up, on the caller's connection.</summary>
public interface INotices
{
    /// <summary>
    /// How many unread notices somebody has, in all and about each child that he or she may see today.
    /// </summary>
    /// <param name="seen">Children of whom the caller knows already that they may be seen.</param>
    Task<UnreadCounts> UnreadOf(Guid personId, IReadOnlyCollection<Guid> seen, CancellationToken ct);
}

/// <param name="Total">All of them; what the bell shows.</param>
/// <param name="ByChild">Of these, the ones about a child.</param>
public sealed record UnreadCounts(int Total, IReadOnlyDictionary<Guid, int> ByChild);

/// <summary>
/// What one module reminds of. At night everybody with something due gets one mail for all kinds together.
/// </summary>
public interface IReminders
{
    /// <summary>Stable; names the kind in settings.</summary>
    string Kind { get; }

    /// <summary>
    /// The persons with something due on an evening, who are not yet reminded of it: tonight, or one that was missed
    /// some days ago.
    /// </summary>
    Task<IReadOnlyList<Guid>> DueTonight(DateOnly today, CancellationToken ct);

    /// <summary>
    /// Each person's part of the mail, in his or her language, when it goes out; who no longer has anything due is left
    /// out. It may issue what the text needs (a link's token), and may be asked again after a crash.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, ReminderText>> Write(IReadOnlyList<Guid> personIds, CancellationToken ct);
}

/// <param name="Link">Where the button leads, as a path below the public address.</param>
public sealed record ReminderText(IReadOnlyList<string> Paragraphs, (string Text, string Path)? Link);
