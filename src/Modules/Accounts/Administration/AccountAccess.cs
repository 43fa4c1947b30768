using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// The account of somebody else, for those who help with it: administrators with everybody's, a headteacher with those
/// of the guardians of the unit's children and of its staff. What else a headteacher does at other units gives nothing
/// there.
/// </summary>
internal sealed class AccountAccess(NpgsqlConnection db, IPersonAccess access)
{
    public sealed record Row(
        Guid Id,
        string? Email,
        string? UserName,
        DateTimeOffset? ActivatedAt,
        DateTimeOffset? InvitedAt,
        DateTimeOffset CreatedAt
    )
    {
        /// <summary>Where mails can go; what an older import has taken for an address may be none.</summary>
        public string? Usable => EmailAddress.Normal(Email);
    }

    /// <summary>Not found for a person without one, and for whoever may not help with it.</summary>
    public async Task<Row> Of(Guid personId, CancellationToken ct)
    {
        await access.Require(personId, ct, "account");

        return await db.OneOrNone<Row>(
                """
                select id, email, user_name, activated_at, invited_at, created_at
                from accounts.account
                where person_id = @personId and ended_at is null
                """,
                new { personId },
                ct
            ) ?? throw Refusal.NotFound("account");
    }
}
