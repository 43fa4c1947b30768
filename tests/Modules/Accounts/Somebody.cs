using Kapprum.Accounts.Links;
using Kapprum.Accounts.Passwords;
using Kapprum.Accounts.Sessions;
using Kapprum.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kapprum.Tests.Accounts;

/// <summary>Somebody with an account.</summary>
internal sealed record Somebody(Guid Person, Guid Account, string UserName, string Email);

internal static class Somebodies
{
    /// <summary>What everybody's password is.</summary>
    public const string Password = "sju gula paraplyer";

    private static readonly Lazy<string> Hash = new(() =>
        new PasswordHasher<PasswordHashing>(Options.Create(App.Hashing)).HashPassword(null!, Password)
    );

    private static int count;

    /// <summary>A name nobody else in the run has.</summary>
    public static string Fresh(string start) => $"{start}{Interlocked.Increment(ref count)}";

    /// <summary>A guardian who has activated the account.</summary>
    public static async Task<Somebody> Guardian(this App app, string? userName = null, string? email = null)
    {
        var family = await app.Family();
        return await app.WithPassword(family.Guardian.Id, userName, email);
    }

    /// <summary>Gives a person's account the password.</summary>
    public static async Task<Somebody> WithPassword(
        this App app,
        Guid person,
        string? userName = null,
        string? email = null
    )
    {
        await app.As(person);
        var (name, address) = (userName ?? Fresh("somebody"), email ?? $"{Fresh("somebody")}@example.org");
        var account = await app.Value<Guid>(
            """
            update accounts.account
            set user_name = @name, email = @address, email_key = lower(@address), password_hash = @hash,
                                        activated_at = coalesce(activated_at, @Now)
            where person_id = @person
            returning id
            """,
            new
            {
                person,
                name,
                address,
                hash = Hash.Value,
                Now = app.Clock.GetUtcNow(),
            }
        );
        return new(person, account, name, address);
    }

    /// <summary>An account that waits to be activated, and its person, who is a guardian.</summary>
    public static async Task<Somebody> Invited(
        this App app,
        string? email = null,
        string? givenName = null,
        string protection = "none"
    )
    {
        var address = email ?? $"{Fresh("invited")}@example.org";
        var unit = await app.Unit();
        var child = await app.Child(await app.Group(unit));
        var person = await app.Person(givenName, email: address, protection: protection);
        await app.Execute(
            """
            insert into roster.guardianship (child_id, guardian_id, kind, starts_on)
            values (@child, @person, 'custodian', '2020-01-01')
            """,
            new { child, person }
        );

        var id = Guid.CreateVersion7();
        await app.Execute(
            """
            insert into accounts.account (id, person_id, user_name, email, email_key, created_at, invited_at)
            values (@id, @person,
                    case when not exists (select from accounts.account where user_name = lower(@address))
                         then lower(@address) end,
                    @address, lower(@address), @Now, @Now)
            """,
            new
            {
                id,
                person,
                address,
                Now = app.Clock.GetUtcNow(),
            }
        );
        return new(person, id, address.ToLowerInvariant(), address);
    }

    /// <summary>A browser: it keeps its cookies and says that what it sends comes from the site's own pages.</summary>
    public static HttpClient Browser(this App app, string? address = null)
    {
        var browser = app.Client("/api/", keepCookies: true);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return browser.From(address);
    }

    /// <summary>Makes a client's requests come from a network address, as a proxy tells it.</summary>
    public static HttpClient From(this HttpClient client, string? address)
    {
        if (address is not null)
            client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }

    public static Task<HttpResponseMessage> LogIn(
        this HttpClient client,
        string userName,
        string password = Password,
        bool remember = true
    ) =>
        client.Post(
            "session",
            new
            {
                userName,
                password,
                remember,
            }
        );

    public static Task<HttpResponseMessage> Tokens(
        this HttpClient client,
        string userName,
        string password = Password
    ) => client.Post("tokens", new { userName, password });

    /// <summary>The token in the latest mail to somebody, or in an earlier one.</summary>
    public static string TokenTo(this App app, string email, int earlier = 0) =>
        app.LinkTo(email, earlier).Split("token=")[1];

    /// <summary>Asks for a mail with a link, and lets it come.</summary>
    public static async Task AskForLink(this App app, string userName)
    {
        await app.Nobody().Post("link", new { userName }).Is(System.Net.HttpStatusCode.Accepted);
        await app.Drain();
    }

    public static async Task<T> With<TService, T>(this App app, Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
