using System.Text.Json;
using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>
/// Writes notices as mails. A mail lies about in many places: it tells no more than that there is something, and a
/// given name; of a child with protected identity not even that. What no longer holds is not sent.
/// </summary>
internal sealed class NoticeMail(
    IAudience audience,
    IDirectory directory,
    IAccounts accounts,
    NoticeKinds kinds,
    Texts texts
) : IMailWriter
{
    public const string Name = "notice";

    /// <param name="Notice">The notice's kind.</param>
    public sealed record About(string Notice, Guid AboutId, Guid? ChildId);

    private sealed record Mail(Guid Id, About About, AccountContact To, string? Child);

    public string Kind => Name;

    public async Task<IReadOnlyDictionary<Guid, MailContent>> Write(
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    )
    {
        var abouts = mails.ToDictionary(mail => mail.Id, mail => mail.About.Deserialize<About>()!);
        Guid[] childIds = [.. abouts.Values.Select(about => about.ChildId).OfType<Guid>().Distinct()];
        var guardians = (await audience.GuardiansOf(childIds, ct)).ToHashSet();
        var staff = (await audience.GroupStaffOf(childIds, ct)).ToHashSet();
        var children = await directory.People(childIds, ct);
        var contacts = await accounts.Of([.. mails.Select(mail => mail.RecipientId).Distinct()], ct);

        var wanted = new List<Mail>();
        foreach (var mail in mails)
        {
            var about = abouts[mail.Id];
            if (contacts.GetValueOrDefault(mail.RecipientId) is not { Email: not null } to)
                continue;
            if (about.ChildId is not { } childId)
            {
                wanted.Add(new(mail.Id, about, to, null));
                continue;
            }

            var who = new ChildPerson(childId, mail.RecipientId);
            if (!guardians.Contains(who) && !staff.Contains(who))
                continue;
            var child = children[childId] is { Protected: false } named
                ? named.GivenName
                : texts.In(to.Language, guardians.Contains(who) ? "notice.your-child" : "notice.a-child");
            wanted.Add(new(mail.Id, about, to, child));
        }

        var contents = new Dictionary<Guid, MailContent>();
        foreach (var some in wanted.GroupBy(mail => mail.To.Language))
        {
            var written = await kinds.Write(
                [
                    .. some.Select(mail => new Notice(
                        mail.Id,
                        mail.About.Notice,
                        mail.About.AboutId,
                        mail.About.ChildId,
                        mail.Child
                    )),
                ],
                NoticeMedium.Mail,
                some.Key,
                ct
            );
            foreach (var mail in some)
                if (written.GetValueOrDefault(mail.Id) is { Holds: true } text)
                    contents.Add(
                        mail.Id,
                        new(
                            mail.To.Email!,
                            some.Key,
                            text.MailSubject,
                            [char.ToUpperInvariant(text.Title[0]) + text.Title[1..]],
                            (text.MailButton, text.Path)
                        )
                    );
        }

        return contents;
    }
}
