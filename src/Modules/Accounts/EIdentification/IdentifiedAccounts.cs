using System.Globalization;
using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.EIdentification;

/// <summary>
/// Finds whose account an identified person has, in the running command's transaction, and makes one for who is in the
/// roster and has none: no mail goes out for it.
/// </summary>
internal sealed class IdentifiedAccounts(
    NpgsqlConnection db,
    IIdentityNumbers numbers,
    NumberHash hashes,
    Audit audit,
    TimeProvider clock
)
{
    /// <param name="make">Whether who shall have an account and has none gets one.</param>
    /// <returns>The one of the roster's person first, then one of an administrator outside it; none for nobody who may
    /// log in, and the work for it is the same.</returns>
    public async Task<IReadOnlyList<Guid>> Of(IdentityNumber number, bool make, CancellationToken ct)
    {
        var holder = await numbers.Holder(number, ct);
        var hash = await hashes.Of(number, ct);
        var found = await db.Query<Guid>(
            """
            select id from accounts.account
            where (person_id = @PersonId or number_hash = @hash) and ended_at is null
            order by person_id is null
            """,
            new { holder?.PersonId, hash },
            ct
        );
        return found.Count == 0 && make && holder is { IsAccountHolder: true } ? [await Make(holder, ct)] : found;
    }

    /// <summary>Of whom the roster knows a coordination number that has been replaced.</summary>
    public async Task<Guid?> PersonBefore(IdentityNumber previous, CancellationToken ct) =>
        previous.IsCoordinationNumber ? (await numbers.Holder(previous, ct))?.PersonId : null;

    /// <summary>The first time counts: who logs in like this is not asked to choose a password.</summary>
    public Task Note(Guid accountId, CancellationToken ct) =>
        db.Execute(
            "update accounts.account set e_identified_at = @Now where id = @accountId and e_identified_at is null",
            new { accountId, Now = clock.GetUtcNow() },
            ct
        );

    private async Task<Guid> Make(NumberHolder holder, CancellationToken ct)
    {
        var email = string.IsNullOrWhiteSpace(holder.Email) ? null : holder.Email.Trim();
        var id = await db.Value<Guid>(
            """
            insert into accounts.account (id, person_id, email, email_key, language, created_at, e_identified_at)
            values (@id, @PersonId, @email, @key, @Language, @Now, @Now)
            on conflict (person_id) do update set ended_at = null
            returning id
            """,
            new
            {
                id = Guid.CreateVersion7(),
                holder.PersonId,
                email,
                key = email is null ? null : LogInName.Normalised(email),
                Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
                Now = clock.GetUtcNow(),
            },
            ct
        );
        audit.Changed("account.made", "account", id, by: id);
        return id;
    }
}
