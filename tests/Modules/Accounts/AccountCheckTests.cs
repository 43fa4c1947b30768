using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

public sealed class AccountCheckTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Accounts_of_nobody_and_sessions_after_the_accounts_end_are_found()
    {
        await app.Family();
        Assert.Equal(0, (await app.Check("accounts-of-nobody")).Count);
        Assert.Equal(0, (await app.Check("sessions-of-ended-accounts")).Count);
        var (nobody, ended) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.Execute(
            """
            insert into accounts.account (id, person_id, created_at) values (@nobody, @nobody, @Long);
            insert into accounts.account (id, created_at, ended_at) values (@ended, @Long, @Long);
            insert into accounts.session (id, account_id, kind, assurance, device, created_at, seen_at, expires_at)
            values (@ended, @ended, 'cookie', 1, '', @Long, @Long, @Later)
            """,
            new
            {
                nobody,
                ended,
                Long = app.Clock.GetUtcNow().AddDays(-2),
                Later = app.Clock.GetUtcNow().AddDays(2),
            }
        );

        Assert.Equal([nobody], (await app.Check("accounts-of-nobody")).Named.Select(found => found.Id));
        Assert.Equal([ended], (await app.Check("sessions-of-ended-accounts")).Named.Select(found => found.Id));
    }
}
