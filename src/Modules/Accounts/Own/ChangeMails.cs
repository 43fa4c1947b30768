namespace Kapprum.Accounts.Own;

/// <summary>
/// Tells the owner of an account that something by which one logs in is another now: should it have been somebody else,
/// the owner learns it here.
/// </summary>
/// <param name="what">The mail's kind, which its texts are named after.</param>
internal abstract class ChangeMail(string what, NpgsqlConnection db, Texts texts) : IMailWriter
{
    public string Kind => what;

    public async Task<IReadOnlyDictionary<Guid, MailContent>> Write(
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    ) =>
        (
            await db.Query<(Guid MailId, string Email, string Language)>(
                """
                select mail.id, a.email, a.language
                from unnest(@Mails, @Accounts) mail (id, account_id)
                join accounts.account a on a.id = mail.account_id and a.email is not null and a.ended_at is null
                """,
                new
                {
                    Mails = mails.Select(mail => mail.Id).ToArray(),
                    Accounts = mails.Select(mail => mail.RecipientId).ToArray(),
                },
                ct
            )
        ).ToDictionary(
            mail => mail.MailId,
            mail => new MailContent(
                mail.Email,
                mail.Language,
                texts.In(mail.Language, $"accounts.{what}-mail.subject"),
                [
                    texts.In(mail.Language, $"accounts.{what}-mail.what"),
                    texts.In(mail.Language, $"accounts.{what}-mail.not-you"),
                ],
                (texts.In(mail.Language, $"accounts.{what}-mail.link"), "/new-password")
            )
        );

    protected static (Guid AccountId, string Key, object? About) Once(string what, Guid accountId) =>
        (accountId, $"{what}:{accountId}:{Guid.CreateVersion7()}", null);
}

internal sealed class PasswordChangedMail(NpgsqlConnection db, Texts texts) : ChangeMail(Name, db, texts)
{
    public const string Name = "password-changed";

    public static (Guid, string, object?) To(Guid accountId) => Once(Name, accountId);
}

internal sealed class UserNameChangedMail(NpgsqlConnection db, Texts texts) : ChangeMail(Name, db, texts)
{
    public const string Name = "user-name-changed";

    public static (Guid, string, object?) To(Guid accountId) => Once(Name, accountId);
}
