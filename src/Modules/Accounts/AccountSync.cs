using Kapprum.Accounts.Links;
using Kapprum.Accounts.Sessions;
using Kapprum.Contracts.Roster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NpgsqlTypes;

namespace Kapprum.Accounts;

/// <summary>
/// Makes the accounts what the roster says, in a few statements over all of them and in the running transaction. The
/// roster is read on a connection of its own and written on at once into a temporary table: nobody's hundreds of
/// thousands are held in memory.
/// </summary>
internal sealed class AccountSync(
    NpgsqlConnection db,
    IServiceScopeFactory scopes,
    MailQueue mails,
    SessionCache cache,
    CommitBatch commit,
    Audit audit,
    TimeProvider clock,
    ILogger<AccountSync> log
)
{
    private const int MailsAtOnce = 10_000;

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();

        // One at a time; the second finds nothing left to do.
        await db.Execute("select pg_advisory_xact_lock(hashtext('accounts.follow-roster'))", null, ct);
        await CopyHolders(ct);

        var ended = await db.Value<int>(
            """
            with gone as (
                update accounts.account a
                set ended_at = @now
                where a.person_id is not null and not a.administrator and a.ended_at is null
                  and not exists (select from holder h where h.person_id = a.person_id)
                returning a.id),
            logged_out as (
                update accounts.session s
                set ended_at = @now
                from gone
                where s.account_id = gone.id and s.ended_at is null)
            select count(*)::int from gone
            """,
            new { now },
            ct,
            unlimited: true
        );

        // Who had not activated the account before it ended is invited anew: the link of then is no good, and its
        // reminders are over. With another address that is done below.
        var back = await db.Query<(Guid Id, bool IsReachable)>(
            """
            update accounts.account a
            set ended_at = null,
                invited_at = case when a.activated_at is null and a.e_identified_at is null
                                       and a.email_key = h.email_key
                                 then @now::timestamptz
                                 else a.invited_at end
            from holder h
            where h.person_id = a.person_id and a.ended_at is not null
            returning a.id, a.activated_at is null and a.e_identified_at is null
                            and coalesce(a.email_key = h.email_key, false)
            """,
            new { now },
            ct,
            unlimited: true
        );

        // Until somebody has chosen a password at an address, the roster says where to reach that person. A link to the
        // old one is worth nothing any more. Who logs in by e-identification needs no other.
        var moved = await db.Query<(Guid Id, bool IsReachable)>(
            """
            with moved as (
                update accounts.account a
                set email = h.email, email_key = h.email_key, user_name = nullif(a.user_name, a.email_key),
                    invited_at = case when h.email is not null and a.e_identified_at is null
                                     then @now::timestamptz end
                from holder h
                where h.person_id = a.person_id and a.activated_at is null
                  and coalesce(a.email_key, '') <> coalesce(h.email_key, '')
                returning a.id, a.email is not null and a.e_identified_at is null as reachable),
            replaced as (
                update accounts.link l set replaced_at = @now
                from moved where l.account_id = moved.id and l.used_at is null and l.replaced_at is null)
            select id, reachable from moved
            """,
            new { now },
            ct,
            unlimited: true
        );

        var added = await db.Query<(Guid Id, bool IsReachable)>(
            """
            insert into accounts.account (id, person_id, email, email_key, created_at, invited_at)
            select h.id, h.person_id, h.email, h.email_key, @now,
                   case when h.email is not null then @now::timestamptz end
            from holder h
            where not exists (select from accounts.account a where a.person_id = h.person_id)
            returning id, email is not null
            """,
            new { now },
            ct,
            unlimited: true
        );

        // The address is the suggested user name. Of several who share one, the first gets it; the others choose when
        // they activate theirs.
        await db.Execute(
            """
            update accounts.account a
            set user_name = a.email_key
            from (select distinct on (n.email_key) n.id
                  from accounts.account n
                  where n.user_name is null and n.activated_at is null and n.ended_at is null
                    and n.email_key is not null
                    and not exists (select from accounts.account t where t.user_name = n.email_key)
                  order by n.email_key, n.created_at, n.id) suggested
            where a.id = suggested.id
            """,
            null,
            ct,
            unlimited: true
        );

        var invited = added.Concat(back).Concat(moved).Where(account => account.IsReachable).ToList();
        var run = Guid.CreateVersion7();
        foreach (var some in invited.Chunk(MailsAtOnce))
            await mails.Add(
                ActivationMail.Name,
                [.. some.Select(account => (account.Id, $"{ActivationMail.Name}:{account.Id}:{run}", (object?)null))],
                ct
            );

        // A half-written form may name a child whose guardian has lost it. Which do is not told here: all are shut.
        await db.Execute("delete from accounts.draft_key", null, ct, unlimited: true);
        await RefusedPages.ForgetAll(db, ct);
        commit.After(cache.ForgetAll);
        audit.Changed(
            "accounts.follow-roster",
            "accounts",
            null,
            new
            {
                added = added.Count,
                ended,
                back = back.Count,
                moved = moved.Count,
                invited = invited.Count,
            }
        );
        log.LogInformation(
            "Accounts follow the roster: {Added} added, {Ended} ended, {Back} back, {Moved} at another address, "
                + "{Invited} mails",
            added.Count,
            ended,
            back.Count,
            moved.Count,
            invited.Count
        );
    }

    private async Task CopyHolders(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var holders = scope.ServiceProvider.GetRequiredService<IAccountHolders>();

        await db.Execute(
            """
            create temp table holder
            (id uuid not null, person_id uuid not null, email text, email_key text)
            on commit drop
            """,
            null,
            ct
        );
        await using (
            var copy = await db.BeginBinaryImportAsync(
                "copy holder (id, person_id, email, email_key) from stdin (format binary)",
                ct
            )
        )
        {
            await foreach (var holder in holders.All(ct))
            {
                var email = string.IsNullOrWhiteSpace(holder.Email) ? null : holder.Email.Trim();
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync(holder.PersonId, NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync(email, NpgsqlDbType.Text, ct);
                await copy.WriteAsync(email is null ? null : LogInName.Normalised(email), NpgsqlDbType.Text, ct);
            }

            await copy.CompleteAsync(ct);
        }

        await db.Execute("create index on holder (person_id); analyze holder", null, ct);
    }
}
