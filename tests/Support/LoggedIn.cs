using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Kapprum.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Support;

/// <summary>Log-ins for tests that are not about logging in. They last 30 days of the test's clock.</summary>
public sealed partial class App
{
    /// <summary>Somebody of the roster, logged in by password; the account is made if there is none.</summary>
    /// <param name="confirmed">The password counts as said just now for as long as the log-in lasts; else as said an
    /// hour ago.</param>
    public async Task<Actor> As(Guid person, Assurance assurance = Assurance.Password, bool confirmed = true) =>
        new(person, Bearing(await SessionOf(person, administrator: false, assurance, confirmed)));

    /// <summary>An administrator, who is a person of the roster with no other role.</summary>
    public async Task<Actor> Administrator()
    {
        var person = await Person(email: $"{Name("administrator")}@example.org");
        return new(person, Bearing(await SessionOf(person, administrator: true, Assurance.Password)));
    }

    /// <summary>What somebody's browser holds in its cookie.</summary>
    public Task<string> CookieOf(Guid person, bool confirmed = true) =>
        SessionOf(person, administrator: false, Assurance.Password, confirmed);

    private HttpClient Bearing(string token)
    {
        var client = Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Random bits as a client shows them, and what is kept of them.</summary>
    public static (string Text, byte[] Hash) NewToken()
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (text, SHA256.HashData(Encoding.ASCII.GetBytes(text)));
    }

    private async Task<string> SessionOf(Guid person, bool administrator, Assurance assurance, bool confirmed = true)
    {
        var (token, hash) = NewToken();
        var account = await Value<Guid>(
            """
            with account as (
                insert into accounts.account (id, person_id, user_name, administrator, created_at, activated_at)
                values (@id, @person, @name, @administrator, @Now, @Now)
                on conflict (person_id) do update
                set administrator = accounts.account.administrator or excluded.administrator
                returning id),
            session as (
                insert into accounts.session
                    (id, account_id, kind, assurance, device, created_at, seen_at, expires_at, confirmed_at,
                     e_identified_at)
                select @session, id, 'cookie', @assurance, '', @Now, @Now, @Until, @Confirmed,
                       case when @assurance = 3 then @Now end
                from account
                returning id),
            token as (
                insert into accounts.session_token (hash, session_id, kind, expires_at)
                select @hash, id, 'access', @Until from session)
            select id from account
            """,
            new
            {
                id = Guid.CreateVersion7(),
                person,
                name = person.ToString(),
                administrator,
                session = Guid.CreateVersion7(),
                assurance = (short)assurance,
                hash,
                Now = Clock.GetUtcNow(),
                Until = Clock.GetUtcNow().AddDays(30),
                Confirmed = confirmed ? Clock.GetUtcNow().AddDays(30) : Clock.GetUtcNow().AddHours(-1),
            }
        );
        // Who was somebody else before may be remembered for some seconds.
        Services.GetRequiredService<Signals>().Raise($"sessions:{account}");
        return token;
    }
}
