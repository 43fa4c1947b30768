using System.Net.Http.Headers;
using Dapper;
using Kapprum.Accounts;
using Kapprum.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Kapprum.Support;

/// <summary>Log-ins for tests that are not about logging in. They last 30 days of the test's clock.</summary>
public sealed partial class App
{
    /// <summary>Somebody of the roster, logged in by password; the account is made if there is none.</summary>
    public async Task<Actor> As(Guid person, Assurance assurance = Assurance.Password) =>
        new(person, Bearing(await SessionOf(person, administrator: false, assurance)));

    /// <summary>An administrator, who is a person of the roster with no other role.</summary>
    public async Task<Actor> Administrator()
    {
        var person = await Person(email: $"{Name("administrator")}@example.org");
        return new(person, Bearing(await SessionOf(person, administrator: true, Assurance.Password)));
    }

    /// <summary>What somebody's browser holds in its cookie.</summary>
    public Task<string> CookieOf(Guid person) => SessionOf(person, administrator: false, Assurance.Password);

    private HttpClient Bearing(string token)
    {
        var client = Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task<string> SessionOf(Guid person, bool administrator, Assurance assurance)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NpgsqlConnection>();
        var account = await db.ExecuteScalarAsync<Guid>(
            """
            insert into accounts.account (id, person_id, user_name, administrator, created_at, activated_at)
            values (@id, @person, @name, @administrator, @Now, @Now)
            on conflict (person_id) do update set administrator = accounts.account.administrator or excluded.administrator
            returning id
            """,
            new
            {
                id = Guid.CreateVersion7(),
                person,
                name = person.ToString(),
                administrator,
                Now = Clock.GetUtcNow(),
            }
        );
        var opened = await scope
            .ServiceProvider.GetRequiredService<Sessions>()
            .Begin(account, SessionKind.Cookie, CancellationToken.None, assurance, "Test", remember: true);
        // Who was somebody else before may be remembered for some seconds.
        scope.ServiceProvider.GetRequiredService<SessionCache>().Forget(account);
        return opened.Access.Text;
    }
}
