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

/// <summary>
/// Reminds of one kind of thing. Every evening all kinds are asked, and whoever is due gets one mail with what each of them has to say.
/// </summary>
public interface IReminders
{
    /// <summary>Names the kind in the mail queue; stable.</summary>
    string Kind { get; }

    /// <summary>The people to remind tonight.</summary>
    Task<IReadOnlyList<Guid>> DueTonight(DateOnly today);

    /// <summary>
    /// Writes it, by person id, when the mail goes out, in each person's language. Who is left out no longer needs it. What it issues is
    /// kept before anything is sent.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, ReminderText>> Write(IReadOnlyList<Guid> personIds);
}

/// <param name="Link">Where to go, as a path below the public address.</param>
public sealed record ReminderText(IReadOnlyList<string> Paragraphs, (string Text, string Path)? Link);
