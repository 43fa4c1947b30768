using Microsoft.Extensions.Logging;

namespace Kapprum.Accounts;

/// <summary>
/// Every night the accounts forget what is no longer needed: sessions, links and changes of address 30 days after their
/// end (until then a link can say why it no longer works), tokens that have expired, failed attempts after 90 days,
/// names for which a link was asked for after a day.
/// </summary>
internal sealed record TidyUpAccounts : ICommand
{
    public sealed class Handler(NpgsqlConnection db, TimeProvider clock, ILogger<TidyUpAccounts> log)
        : ICommandHandler<TidyUpAccounts>
    {
        public async Task Handle(TidyUpAccounts command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var removed = await db.One<(int Sessions, int Tokens, int Links, int Addresses, int Attempts, int Names)>(
                """
                with session as (
                    delete from accounts.session where expires_at < @MonthAgo or ended_at < @MonthAgo returning 1),
                token as (
                    delete from accounts.session_token where expires_at < @now returning 1),
                link as (delete from accounts.link where expires_at < @MonthAgo returning 1),
                address as (delete from accounts.email_change where expires_at < @MonthAgo returning 1),
                attempt as (delete from accounts.throttle where last_at < @QuarterAgo returning 1),
                name as (delete from accounts.asked_link where asked_at < @DayAgo returning 1)
                select (select count(*) from session)::int, (select count(*) from token)::int, (select count(*) from link)::int,
                       (select count(*) from address)::int, (select count(*) from attempt)::int, (select count(*) from name)::int
                """,
                new
                {
                    now,
                    DayAgo = now.AddDays(-1),
                    MonthAgo = now.AddDays(-30),
                    QuarterAgo = now.AddDays(-90),
                },
                ct
            );

            log.LogInformation(
                "Tidied up accounts: {Sessions} sessions, {Tokens} tokens, {Links} links, {Addresses} changes of address, {Attempts} failed attempts, {Names} names",
                removed.Sessions,
                removed.Tokens,
                removed.Links,
                removed.Addresses,
                removed.Attempts,
                removed.Names
            );
        }
    }
}
