using System.Text.Json;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>A mail that waits: to whom and about what, as ids. It is written when it is sent.</summary>
public sealed record QueuedMail(Guid Id, Guid RecipientId, JsonElement About);

/// <summary>A mail as it goes out: plain words with at most one link to press; its look is the mail queue's.</summary>
/// <param name="To">The address.</param>
/// <param name="Language">The recipient's language, as in <see cref="Texts.Languages"/>.</param>
/// <param name="Link">Where the button leads, as a path below the public address.</param>
public sealed record MailContent(
    string To,
    string Language,
    string Subject,
    IReadOnlyList<string> Paragraphs,
    (string Text, string Path)? Link = null
)
{
    /// <summary>What else there is to say, each with a link of its own that is no button.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Paragraphs, (string Text, string Path)? Link)> Further { get; init; } =
    [];

    /// <summary>From whom it comes; said when it goes out.</summary>
    internal Municipality? Municipality { get; init; }

    internal IEnumerable<(IReadOnlyList<string> Paragraphs, (string Text, string Path)? Link)> Parts =>
        [(Paragraphs, Link), .. Further];
}

/// <summary>
/// Writes the mails of one kind, many at a time. One that is left out is no longer wanted, because the address or the
/// reason is gone, and is dropped. It may issue what the letter needs (a link's token): that is kept before anything is
/// sent. A mail that could not be sent is written again, and after a crash both may have arrived: what was issued for
/// the first must work then too.
/// </summary>
public interface IMailWriter : IContribution
{
    string Kind { get; }

    Task<IReadOnlyDictionary<Guid, MailContent>> Write(IReadOnlyList<QueuedMail> mails, CancellationToken ct);
}

/// <summary>What has become of a mail.</summary>
/// <param name="SentAt">When the server has accepted it; null while it waits, or when it was dropped.</param>
/// <param name="DroppedAt">When it was given up.</param>
public sealed record MailFate(DateTimeOffset QueuedAt, DateTimeOffset? SentAt, DateTimeOffset? DroppedAt);

/// <summary>
/// Puts mails into the queue with the running command's transaction. A key that is already there means that this mail
/// is on its way or has gone: it is not put in again.
/// </summary>
public sealed class MailQueue(NpgsqlConnection db, CommitBatch commit, Signals signals, TimeProvider clock)
{
    internal const string Signal = "mail";

    /// <returns>How many were new.</returns>
    public async Task<int> Add(
        string kind,
        IReadOnlyCollection<(Guid Recipient, string Key, object? About)> mails,
        CancellationToken ct,
        DateTimeOffset? dueAt = null
    )
    {
        var now = clock.GetUtcNow();
        var added = await db.Execute(
            """
            insert into kernel.mail (id, kind, recipient_id, key, about, queued_at, due_at)
            select id, @kind, recipient, key, about::jsonb, @now, @due
            from unnest(@Ids, @Recipients, @Keys, @Abouts) as mail (id, recipient, key, about)
            on conflict (key) do nothing
            """,
            new
            {
                kind,
                now,
                due = dueAt ?? now,
                Ids = mails.Select(_ => Guid.CreateVersion7()).ToArray(),
                Recipients = mails.Select(m => m.Recipient).ToArray(),
                Keys = mails.Select(m => m.Key).ToArray(),
                Abouts = mails.Select(m => m.About is null ? "{}" : JsonSerializer.Serialize(m.About)).ToArray(),
            },
            ct
        );
        if (added > 0)
            commit.After(() => signals.Raise(Signal));
        return added;
    }

    /// <summary>What has become of the last mail of a kind to somebody; null when none is known any more.</summary>
    public Task<MailFate?> Last(string kind, Guid recipient, CancellationToken ct) =>
        db.FirstOrNone<MailFate?>(
            """
            select queued_at, sent_at, dropped_at
            from kernel.mail
            where recipient_id = @recipient and kind = @kind
            order by queued_at desc
            limit 1
            """,
            new { kind, recipient },
            ct
        );
}
