namespace Kapprum.Accounts.Links;

/// <summary>Looks at the links of mails and spends them; <see cref="LinkIssuer"/> issues them.</summary>
internal sealed class AccountLinks(NpgsqlConnection db, TimeProvider clock)
{
    private sealed record State(bool Used, bool Replaced, bool Ended);

    /// <summary>
    /// What a link opens. Refused with the reason when it is unknown, for something else, used, replaced or expired.
    /// </summary>
    public async Task<OpenLink> Find(Secret token, CancellationToken ct, params Purpose[] purposes)
    {
        var found = Token.TryHash(token.Text, out var hash)
            ? await db.Query<OpenLink, State, (OpenLink Link, State State)>(
                """
                select l.account_id, l.purpose, l.expires_at as expires, a.person_id,
                       coalesce(a.user_name, free.name) as user_name, a.email, a.email_key, l.change_id,
                       l.used_at is not null as used, l.replaced_at is not null as replaced,
                       a.ended_at is not null as ended
                from accounts.link l
                join accounts.account a on a.id = l.account_id
                left join lateral (
                    select a.email_key as name
                    where not exists (select from accounts.account other where other.user_name = a.email_key)
                ) free on true
                where l.hash = @hash and l.purpose = any(@Purposes)
                """,
                (link, state) => (link, state),
                new { hash, Purposes = purposes.Select(purpose => purpose.Stored()).ToArray() },
                "used",
                ct
            )
            : [];

        return found is not [var (link, state)] || state.Ended ? throw Refusal.NotFound("link")
            : state.Used ? throw Refusal.Gone("accounts/link-used")
            : state.Replaced ? throw Refusal.Gone("accounts/link-replaced")
            : link.Expires <= clock.GetUtcNow() ? throw Refusal.Gone("accounts/link-expired")
            : link;
    }

    /// <summary>
    /// Uses a link up, and with it the account's other links and an address that waits to be confirmed: of two at once
    /// the second is refused. From here to the end of the transaction the account is locked.
    /// </summary>
    public async Task<OpenLink> Spend(Secret token, Purpose purpose, CancellationToken ct)
    {
        if (!Token.TryHash(token.Text, out var hash))
            throw Refusal.NotFound("link");

        // First the account and only then the links, always in this order: two links of one account must not wait for
        // each other.
        await db.Execute(
            """
            select from accounts.account
            where id = (select account_id from accounts.link where hash = @hash)
            for update
            """,
            new { hash },
            ct
        );
        var link = await Find(token, ct, purpose);

        await db.Execute(
            """
            with replaced as (
                update accounts.email_change
                set replaced_at = @Now
                where account_id = @AccountId and confirmed_at is null and replaced_at is null)
            update accounts.link
            set used_at = @Now
            where account_id = @AccountId and used_at is null and replaced_at is null
            """,
            new { link.AccountId, Now = clock.GetUtcNow() },
            ct
        );
        return link;
    }
}
