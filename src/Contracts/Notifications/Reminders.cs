using Kapprum.Kernel;

namespace Kapprum.Contracts.Notifications;

/// <summary>
/// What one module reminds of. At night everybody with something due gets one mail for all kinds together.
/// </summary>
public interface IReminders : IContribution
{
    /// <summary>Stable; names the kind in the mail that waits.</summary>
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
