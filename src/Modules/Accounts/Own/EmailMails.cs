using System.Text.Json;
using Kapprum.Accounts.Links;

namespace Kapprum.Accounts.Own;

/// <summary>What a mail about a change of address is about.</summary>
internal sealed record AboutChange(Guid ChangeId)
{
    public static Guid Of(QueuedMail mail) => mail.About.Deserialize<AboutChange>()!.ChangeId;
}

/// <summary>The mail that asks a new address to confirm itself.</summary>
internal sealed class EmailConfirmationMail(LinkIssuer links, LinkMailContent letters) : IMailWriter
{
    public const string Name = "email-confirmation";

    public string Kind => Name;

    public async Task<IReadOnlyDictionary<Guid, MailContent>> Write(
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    ) =>
        await letters.About(
            "email",
            await links.ForEmailChanges(mails.ToDictionary(mail => mail.Id, AboutChange.Of), ct),
            ct
        );
}

/// <summary>
/// Tells an old address that mails go elsewhere from now on: should it have been somebody else, the owner learns it
/// here.
/// </summary>
internal sealed class EmailChangedMail(NpgsqlConnection db, Texts texts) : IMailWriter
{
    public const string Name = "email-changed";

    public string Kind => Name;

    public async Task<IReadOnlyDictionary<Guid, MailContent>> Write(
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    ) =>
        (
            await db.Query<(Guid MailId, string Email, string Language)>(
                """
                select mail.id, c.old_email, a.language
                from unnest(@Mails, @Changes) mail (id, change_id)
                join accounts.email_change c on c.id = mail.change_id and c.old_email is not null
                join accounts.account a on a.id = c.account_id
                """,
                new
                {
                    Mails = mails.Select(mail => mail.Id).ToArray(),
                    Changes = mails.Select(AboutChange.Of).ToArray(),
                },
                ct
            )
        ).ToDictionary(
            mail => mail.MailId,
            mail => new MailContent(
                mail.Email,
                mail.Language,
                texts.In(mail.Language, "accounts.email-changed-mail.subject"),
                [
                    texts.In(mail.Language, "accounts.email-changed-mail.what"),
                    texts.In(mail.Language, "accounts.email-changed-mail.not-you"),
                ]
            )
        );
}
