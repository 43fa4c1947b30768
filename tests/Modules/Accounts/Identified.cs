using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

/// <summary>An application that knows a provider, for all tests about what the two say to each other.</summary>
public sealed class ProviderApp : IAsyncLifetime
{
    public OpenIdProvider Provider { get; private set; } = null!;

    public App App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Provider = await OpenIdProvider.Start();
        App = await App.Start(settings: Provider.Settings());
        Provider.By(App.Clock);
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

/// <summary>A browser that goes to the provider and comes back, step by step.</summary>
internal sealed class IdentifiedBrowser : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient own;
    private readonly HttpClient away = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public IdentifiedBrowser(App app)
    {
        own = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies })
        {
            BaseAddress = new(app.Address),
        };
        own.DefaultRequestHeaders.Add("Accept", "text/html");
        own.DefaultRequestHeaders.Add("Accept-Language", "sv");
    }

    public HttpClient Own => own;

    public string? Cookie(string name) => cookies.GetAllCookies()[name]?.Value;

    /// <summary>Leaves for the provider; gives the address there.</summary>
    public async Task<Uri> Leave(string query = "")
    {
        using var answer = await own.GetAsync($"log-in/e-identification{query}");
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    /// <summary>Is identified there; gives path and query of the way back.</summary>
    public async Task<string> Identify(Uri address)
    {
        using var answer = await away.GetAsync(address);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.PathAndQuery;
    }

    public Task<HttpResponseMessage> Return(string path) => own.GetAsync(path[1..]);

    public void Dispose()
    {
        own.Dispose();
        away.Dispose();
    }

    /// <summary>All of it.</summary>
    public async Task<HttpResponseMessage> GoAndReturn(string query = "") =>
        await Return(await Identify(await Leave(query)));

    /// <summary>Who is logged in; null for nobody.</summary>
    public async Task<Guid?> Person()
    {
        using var answer = await own.GetAsync("api/me");
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            return null;
        return (Guid?)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["personId"];
    }
}

/// <summary>Personal identity numbers nobody else in the run has.</summary>
internal static class Numbers
{
    private static int count;

    /// <summary>Of somebody born in 1990, in twelve digits.</summary>
    public static string Fresh() => Of("19900217", 10 + Interlocked.Increment(ref count));

    /// <summary>A coordination number.</summary>
    public static string Coordination() => Of("19900277", 10 + Interlocked.Increment(ref count));

    private static string Of(string day, int serial)
    {
        var digits = $"{day}{serial:D3}";
        var sum = digits[2..]
            .Select((digit, at) => (digit - '0') * (at % 2 == 0 ? 2 : 1))
            .Sum(product => product / 10 + product % 10);
        return $"{digits}{(10 - sum % 10) % 10}";
    }

    /// <summary>Gives somebody of the roster the number.</summary>
    public static async Task<string> Number(this App app, Guid person, string? number = null)
    {
        number ??= Fresh();
        await app.Execute("update roster.person set civic_no = @number where id = @person", new { person, number });
        return number;
    }

    /// <summary>A guardian in the roster, with a number and without an account.</summary>
    public static async Task<(Guid Person, string Number)> GuardianWithoutAccount(this App app, string? email = null)
    {
        var child = await app.Child(await app.Group(await app.Unit()));
        var person = await app.Person(email: email);
        await app.Execute(
            """
            insert into roster.guardianship (child_id, guardian_id, kind, starts_on)
            values (@child, @person, 'custodian', '2020-01-01')
            """,
            new { child, person }
        );
        return (person, await app.Number(person));
    }
}
