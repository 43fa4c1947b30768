using System.Net.Http.Json;
using System.Text;
using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kapprum.Tests.Access;

/// <summary>
/// Every endpoint and page, asked by everybody about a child of the guardian's and the staff's: who gets what. An
/// endpoint that is not in the table fails the test, and so does a table that could not see a hole.
/// </summary>
public sealed class AccessMatrixTests
{
    /// <summary>Open to everybody for a reason of its own; what they do is tested where they belong.</summary>
    internal static readonly string[] Open =
    [
        "ANY /health/live",
        "ANY /health/ready",
        "GET /openapi/{documentName}.json",
        "GET /docs/{documentName?}",
        // The way out of a page that redirects; it gives nothing to who has no such redirect from us.
        "GET /_framework/opaque-redirect",
        "POST /language",
        "PAGE /log-in",
        "PAGE /log-out",
        "PAGE /activate",
        "PAGE /new-password",
        "PAGE /help/log-in",
        "PAGE /offline",
        "PAGE /problem",
        "PAGE /problem/{Status:int}",
        // In development only.
        "PAGE /style",
        "POST /api/session",
        "DELETE /api/session",
        "POST /api/tokens",
        "POST /api/tokens/refresh",
        "GET /api/link",
        "POST /api/link",
        "POST /api/link/renewal",
        "POST /api/activation",
        "POST /api/password",
    ];

    [Fact]
    public async Task Everybody_gets_what_is_theirs_and_nothing_else()
    {
        await using var app = await App.Start();

        var wrong = await Wrong(app, Matrix.Rows);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Every_endpoint_and_page_is_in_the_matrix()
    {
        await using var app = await App.Start();

        var served = app
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .SelectMany(NamesOf)
            .Distinct()
            .Order()
            .ToArray();

        Assert.Contains("POST /api/absences", served);
        var known = Matrix.Rows.Select(row => row.Name).ToArray();
        Assert.Equal("", string.Join('\n', served.Except(Open).Where(name => !IsFile(name)).Except(known)));
        Assert.Equal("", string.Join('\n', known.Except(served)));
    }

    /// <summary>Holes made on purpose; a matrix that does not see them proves nothing.</summary>
    [Theory]
    [InlineData("everybody is everything to every child", "GET /api/children/{childId:guid}/absences")]
    [InlineData("roles are not asked", "GET /api/absences/day")]
    public async Task The_matrix_sees_a_hole(string hole, string where)
    {
        await using var app = await App.Start(instead: services =>
        {
            if (hole.StartsWith("roles", StringComparison.Ordinal))
                services.Replace(ServiceDescriptor.Singleton<IAuthorizationPolicyProvider, EveryRole>());
            else
                services.Decorate<IChildAccess>(real => new EverybodyIsEverything(real));
        });

        var wrong = await Wrong(app, Matrix.Rows.Where(row => row.Name == where));

        Assert.NotEmpty(wrong);
    }

    private static async Task<List<string>> Wrong(App app, IEnumerable<Row> rows)
    {
        var cast = await Cast.Of(app);
        List<string> wrong = [];

        foreach (var row in rows)
        foreach (var who in Enum.GetValues<Who>())
        {
            var request = await row.Ask(await Scene.Of(cast, who));
            using var response = await cast.Api(who).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if ((int)response.StatusCode != row.Expected[(int)who])
                wrong.Add(
                    $"{row.Name}: {who} got {(int)response.StatusCode} instead of {row.Expected[(int)who]} {await response.Content.ReadAsStringAsync()}"
                );
        }

        return wrong;
    }

    private static IEnumerable<string> NamesOf(RouteEndpoint endpoint)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            return [$"PAGE {path}"];
        return (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(method =>
            $"{method} {path}"
        );
    }

    // Styles, scripts and pictures hold nothing of anybody's.
    private static bool IsFile(string name) =>
        Path.HasExtension(name) && !name.Contains("/api/", StringComparison.Ordinal);

    internal sealed class EveryRole(Microsoft.Extensions.Options.IOptions<AuthorizationOptions> options)
        : DefaultAuthorizationPolicyProvider(options)
    {
        public override Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
            Task.FromResult<AuthorizationPolicy?>(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private sealed class EverybodyIsEverything(IChildAccess real) : IChildAccess
    {
        public Task<Relation> Require(Guid childId, Relation anyOf, CancellationToken ct, string what) =>
            Task.FromResult(Relation.Guardian | Relation.Staff | Relation.OwnGroup);

        public Task<IReadOnlyDictionary<Guid, Child>> Visible(
            IReadOnlyCollection<Guid> childIds,
            CancellationToken ct
        ) => real.Visible(childIds, ct);
    }
}

internal static class Decoration
{
    public static void Decorate<T>(this IServiceCollection services, Func<T, T> around)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T));
        services.Replace(
            ServiceDescriptor.Describe(
                typeof(T),
                scope => around((T)ActivatorUtilities.CreateInstance(scope, inner.ImplementationType!)),
                inner.Lifetime
            )
        );
    }
}

/// <summary>An endpoint, how it is asked about a scene, and what each of <see cref="Who"/> gets.</summary>
internal sealed record Row(string Name, int[] Expected, Func<Scene, Task<HttpRequestMessage>> Ask)
{
    /// <param name="expected">What all get but the last two of <see cref="Who"/>: who has left gets what staff
    /// elsewhere get.</param>
    /// <param name="colleague">What staff of the unit's other groups get; what staff elsewhere get, if not
    /// given.</param>
    public static Row Of(
        string name,
        string expected,
        Func<Scene, Task<string>>? path = null,
        Func<Scene, object>? body = null,
        int? colleague = null
    )
    {
        var (method, route) = (name[..name.IndexOf(' ')], name[(name.IndexOf(' ') + 1)..]);
        int[] told = [.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        var elsewhere = told[(int)Who.Elsewhere];
        return new(
            name,
            [.. told, colleague ?? elsewhere, elsewhere],
            async scene => new HttpRequestMessage(
                new HttpMethod(method is "PAGE" or "ANY" ? "GET" : method),
                path is null ? route : await path(scene)
            )
            {
                Content = body is null ? null : JsonContent.Create(body(scene)),
            }
        );
    }
}
