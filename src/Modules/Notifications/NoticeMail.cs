using System.Text.Json;
using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.Notifications;

/// <summary>
/// Writes notices as mails. A mail lies about in many places: it tells no more than that there is something, a given
/// name, and the group with its number to ring; of a child with protected identity not even that. What no longer holds
/// is not sent.
/// </summary>
internal sealed class NoticeMail(
    IAudience audience,
    IKnownChildren known,
    IAccounts accounts,
    NoticeKinds kinds,
    Texts texts
) : IMailWriter
{
    public const string Name = "notice";

    /// <param name="Notice">The notice's kind.</param>
    public sealed record About(string Notice, Guid AboutId, Guid? ChildId);

    private sealed record Mail(Guid Id, AccountContact To, Notice Notice);

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
        var children = await known.Of(
            [
                .. from mail in mails
                let child = abouts[mail.Id].ChildId
                where child is not null
                select new ChildPerson(child.Value, mail.RecipientId),
            ],
            ct
        );
        var contacts = await accounts.Of([.. mails.Select(mail => mail.RecipientId).Distinct()], ct);

        var wanted = new List<Mail>();
        foreach (var mail in mails)
        {
            var about = abouts[mail.Id];
            if (contacts.GetValueOrDefault(mail.RecipientId) is not { Email: not null } to)
                continue;
            var notice = new Notice(mail.Id, about.Notice, about.AboutId, about.ChildId, Child: null)
            {
                ReaderId = mail.RecipientId,
            };
            if (about.ChildId is { } childId)
            {
                var who = new ChildPerson(childId, mail.RecipientId);
                if (!guardians.Contains(who) && !staff.Contains(who))
                    continue;
                notice = children[who] is { Protected: false } child
                    ? notice with
                    {
                        Child = child.Name,
                        Place = child.Group ?? child.Unit,
                        Phone = child.Phone,
                    }
                    : notice with
                    {
                        Child = texts.In(to.Language, guardians.Contains(who) ? "notice.your-child" : "notice.a-child"),
                        Discreet = true,
                    };
            }

            wanted.Add(new(mail.Id, to, notice));
        }

        var contents = new Dictionary<Guid, MailContent>();
        foreach (var some in wanted.GroupBy(mail => mail.To.Language))
        {
            var written = await kinds.Write([.. some.Select(mail => mail.Notice)], NoticeMedium.Mail, some.Key, ct);
            foreach (var mail in some)
                if (written.GetValueOrDefault(mail.Id) is { Holds: true } text)
                    contents.Add(
                        mail.Id,
                        new(
                            mail.To.Email!,
                            some.Key,
                            text.MailSubject,
                            [char.ToUpperInvariant(text.Title[0]) + text.Title[1..], .. text.MailMore],
                            (text.MailButton, text.Path)
                        )
                    );
        }

        return contents;
    }
}
