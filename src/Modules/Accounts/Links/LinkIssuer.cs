namespace Kapprum.Accounts.Links;

/// <summary>
/// Issues the links of mails. The token stands in the query, which neither our logs nor our traces hold, and pages send
/// no referrer.
/// </summary>
internal sealed class LinkIssuer(NpgsqlConnection db, TimeProvider clock)
{
    /// <summary>
    /// One link for each mail, in one statement. It replaces the account's earlier links but those of the same mail,
    /// which may have gone out just before a crash. A mail is left out when its account has ended or has no address,
    /// when it no longer is what the account needs, or when a later one has its link already.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, IssuedLink>> ForMails(
        Purpose purpose,
        IReadOnlyList<QueuedMail> mails,
        CancellationToken ct
    )
    {
        var tokens = mails.ToDictionary(mail => mail.Id, _ => Token.New());
        var now = clock.GetUtcNow();
        var issued = await db.Query<(Guid MailId, Guid AccountId, Guid? PersonId, string Email, string Language)>(
            """
            with wanted as (
                select distinct on (a.id) mail.id as mail_id, mail.hash, a.id as account_id,
                       a.person_id, a.email, a.language
                from unnest(@Mails, @Accounts, @Hashes) mail (id, account_id, hash)
                join accounts.account a on a.id = mail.account_id
                where a.ended_at is null and a.email is not null and (a.activated_at is null) = @Activation
                  and not exists (select from accounts.link later
                                  where later.account_id = a.id and later.purpose = @purpose
                                    and later.mail_id > mail.id)
                order by a.id, mail.id desc),
            replaced as (
                update accounts.link l
                set replaced_at = @now
                from wanted w
                where l.account_id = w.account_id and l.purpose = @purpose
                  and l.used_at is null and l.replaced_at is null
                  and coalesce(l.mail_id <> w.mail_id, true)),
            issued as (
                insert into accounts.link (hash, account_id, purpose, mail_id, issued_at, expires_at)
                select hash, account_id, @purpose, mail_id, @now, @Expires from wanted)
            select mail_id, account_id, person_id, email, language from wanted
            """,
            new
            {
                now,
                purpose,
                Activation = purpose == Purpose.Activation,
                Expires = now + Lasts(purpose),
                Mails = mails.Select(mail => mail.Id).ToArray(),
                Accounts = mails.Select(mail => mail.RecipientId).ToArray(),
                Hashes = mails.Select(mail => tokens[mail.Id].Hash).ToArray(),
            },
            ct
        );
        return issued.ToDictionary(
            link => link.MailId,
            link => new IssuedLink(
                link.AccountId,
                link.PersonId,
                link.Email,
                link.Language,
                Path(purpose, tokens[link.MailId])
            )
        );
    }

    /// <summary>
    /// A further link for each account that is not activated yet, beside the ones it has: a reminder must not spoil the
    /// link in the first mail.
    /// </summary>
    /// <returns>By person; who has no such account is left out.</returns>
    public async Task<IReadOnlyDictionary<Guid, IssuedLink>> Further(
        IReadOnlyList<Guid> personIds,
        CancellationToken ct
    )
    {
        var tokens = personIds.ToDictionary(person => person, _ => Token.New());
        var now = clock.GetUtcNow();
        var issued = await db.Query<(Guid AccountId, Guid PersonId, string Email, string Language)>(
            """
            with wanted as (
                select a.id as account_id, a.person_id, a.email, a.language, asked.hash
                from unnest(@Persons, @Hashes) asked (person_id, hash)
                join accounts.account a on a.person_id = asked.person_id
                where a.ended_at is null and a.email is not null and a.activated_at is null),
            issued as (
                insert into accounts.link (hash, account_id, purpose, issued_at, expires_at)
                select hash, account_id, @purpose, @now, @Expires from wanted)
            select account_id, person_id, email, language from wanted
            """,
            new
            {
                now,
                purpose = Purpose.Activation,
                Expires = now + Lasts(Purpose.Activation),
                Persons = tokens.Keys.ToArray(),
                Hashes = tokens.Values.Select(token => token.Hash).ToArray(),
            },
            ct
        );
        return issued.ToDictionary(
            link => link.PersonId,
            link => new IssuedLink(
                link.AccountId,
                link.PersonId,
                link.Email,
                link.Language,
                Path(Purpose.Activation, tokens[link.PersonId])
            )
        );
    }

    /// <summary>
    /// One link for each mail that asks a new address to confirm itself. A mail whose change is no longer wanted is
    /// left out.
    /// </summary>
    /// <param name="changes">The change of address that each mail is about.</param>
    public async Task<IReadOnlyDictionary<Guid, IssuedLink>> ForEmailChanges(
        IReadOnlyDictionary<Guid, Guid> changes,
        CancellationToken ct
    )
    {
        var tokens = changes.Keys.ToDictionary(mail => mail, _ => Token.New());
        var issued = await db.Query<(Guid MailId, Guid AccountId, Guid? PersonId, string Email, string Language)>(
            """
            with wanted as (
                select mail.id as mail_id, mail.hash, c.id as change_id, c.expires_at,
                       a.id as account_id, a.person_id, c.email, a.language
                from unnest(@Mails, @Changes, @Hashes) mail (id, change_id, hash)
                join accounts.email_change c on c.id = mail.change_id
                     and c.confirmed_at is null and c.replaced_at is null and c.expires_at > @Now
                join accounts.account a on a.id = c.account_id and a.ended_at is null),
            issued as (
                insert into accounts.link (hash, account_id, purpose, change_id, mail_id, issued_at, expires_at)
                select hash, account_id, 'email', change_id, mail_id, @Now, expires_at from wanted)
            select mail_id, account_id, person_id, email, language from wanted
            """,
            new
            {
                Now = clock.GetUtcNow(),
                Mails = tokens.Keys.ToArray(),
                Changes = tokens.Keys.Select(mail => changes[mail]).ToArray(),
                Hashes = tokens.Values.Select(token => token.Hash).ToArray(),
            },
            ct
        );
        return issued.ToDictionary(
            link => link.MailId,
            link => new IssuedLink(
                link.AccountId,
                link.PersonId,
                link.Email,
                link.Language,
                Path(Purpose.Email, tokens[link.MailId])
            )
        );
    }

    /// <summary>A link that is handed over and not mailed; replaces the account's earlier ones.</summary>
    /// <returns>Its path below the public address.</returns>
    public async Task<string> ByHand(Guid accountId, Purpose purpose, CancellationToken ct)
    {
        var token = Token.New();
        var now = clock.GetUtcNow();
        await db.Execute(
            """
            with replaced as (
                update accounts.link set replaced_at = @now
                where account_id = @accountId and purpose = @purpose and used_at is null and replaced_at is null)
            insert into accounts.link (hash, account_id, purpose, issued_at, expires_at)
            values (@Hash, @accountId, @purpose, @now, @Expires)
            """,
            new
            {
                token.Hash,
                accountId,
                purpose,
                now,
                Expires = now + Lasts(purpose),
            },
            ct
        );
        return Path(purpose, token);
    }

    private static string Path(Purpose purpose, Token token) =>
        purpose switch
        {
            Purpose.Activation => $"/activate?token={token.Text}",
            Purpose.Password => $"/new-password?token={token.Text}",
            _ => $"/account/email/confirm?token={token.Text}",
        };

    private static TimeSpan Lasts(Purpose purpose) =>
        purpose == Purpose.Activation ? TimeSpan.FromDays(7) : TimeSpan.FromHours(2);
}
