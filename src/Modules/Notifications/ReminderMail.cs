using System.Text.Json;
using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Notifications;

namespace Kapprum.Notifications;

/// <summary>
/// Puts together what each kind has to say to somebody when the mail goes out; what is no longer due is left out.
/// </summary>
internal sealed class ReminderMail(IEnumerable<IReminders> reminders, IAccounts accounts, Texts texts) : IMailWriter
{
    public const string Name = "reminder";

    /// <param name="Kinds">What somebody is reminded of, in order.</param>
    public sealed record About(IReadOnlyList<string> Kinds);

    public string Kind => Name;

    public async Task<IReadOnlyDictionary<Guid, MailContent>> Write(
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    )
    {
        var kinds = mails.ToDictionary(mail => mail.Id, mail => mail.About.Deserialize<About>()!.Kinds);
        var reachable = await accounts.Of([.. mails.Select(mail => mail.RecipientId).Distinct()], ct);

        var said = new Dictionary<string, IReadOnlyDictionary<Guid, ReminderText>>();
        foreach (var reminder in reminders)
            if (
                mails
                    .Where(mail => kinds[mail.Id].Contains(reminder.Kind))
                    .Select(mail => mail.RecipientId)
                    .Distinct()
                    .ToList() is
                { Count: > 0 } people
            )
                said[reminder.Kind] = await reminder.Write(people, ct);

        var letters =
            from mail in mails
            let account = reachable.GetValueOrDefault(mail.RecipientId)
            where account?.Email is not null
            let parts = (
                from kind in kinds[mail.Id]
                let text = said.GetValueOrDefault(kind)?.GetValueOrDefault(mail.RecipientId)
                where text is not null
                select text
            ).ToList()
            where parts.Count > 0
            select (
                mail.Id,
                Content: new MailContent(
                    account.Email!,
                    account.Language,
                    texts.In(account.Language, "reminder.subject"),
                    parts[0].Paragraphs,
                    parts[0].Link
                )
                {
                    Further = [.. parts.Skip(1).Select(part => (part.Paragraphs, part.Link))],
                }
            );
        return letters.ToDictionary(one => one.Id, one => one.Content);
    }
}
