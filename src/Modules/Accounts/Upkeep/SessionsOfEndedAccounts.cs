namespace Kapprum.Accounts.Upkeep;

/// <summary>Sessions that go on although their account has ended.</summary>
internal sealed class SessionsOfEndedAccounts(NpgsqlConnection db, TimeProvider clock) : ICheck
{
    public string Name => "sessions-of-ended-accounts";

    public async Task<Findings> Find(int most, CancellationToken ct)
    {
        var sessions = await db.Query<Guid>(
            """
            select s.id
            from accounts.session s
            join accounts.account a on a.id = s.account_id
            where s.ended_at is null and s.expires_at > @Now and a.ended_at < @Now
            order by s.id
            """,
            new { Now = clock.GetUtcNow() },
            ct,
            unlimited: true
        );
        return Findings.Of([.. sessions.Select(id => new Finding("session", id))], most);
    }
}
