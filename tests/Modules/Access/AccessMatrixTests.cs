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
/// The modules' rows are all there is: an endpoint that is in none fails the test, and so do rows that could not see a
/// hole.
/// </summary>
public sealed class AccessMatrixTests
{
    [Fact]
    public async Task Every_endpoint_and_page_is_in_the_matrix()
    {
        var app = await AccessCast.Application;

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
        Assert.Equal("", string.Join('\n', served.Except(Matrix.Open).Where(name => !IsFile(name)).Except(known)));
        Assert.Equal("", string.Join('\n', known.Except(served)));
    }

    /// <summary>How sure they want to be is said twice: where they are, and here.</summary>
    [Fact]
    public async Task Every_endpoint_and_page_wants_to_be_as_sure_as_its_row_says()
    {
        var app = await AccessCast.Application;

        var served = (
            from endpoint in app
                .Services.GetServices<EndpointDataSource>()
                .SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            from name in NamesOf(endpoint)
            select (name, endpoint.Metadata.GetMetadata<RolesAttribute>()?.Demand)
        )
            .Distinct()
            .ToDictionary();

        Assert.Contains(Demand.Confirmed, served.Values);
        Assert.Equal(
            "",
            string.Join(
                '\n',
                from row in Matrix.Rows
                where served[row.Name] != row.Demand
                select $"{row.Name} wants {served[row.Name]}, and its row says {row.Demand}"
            )
        );
    }

    /// <summary>A hole made on purpose, as below.</summary>
    [Fact]
    public async Task The_matrix_sees_that_nobody_asks_how_sure_it_is()
    {
        await using var app = await App.Start(instead: services =>
            services.Replace(ServiceDescriptor.Singleton<IAuthorizationPolicyProvider, EveryRole>())
        );

        var wrong = await Matrix.Unconfirmed(
            await Cast.Of(app),
            Matrix.Rows.Where(row => row.Name == "GET /api/people")
        );

        Assert.NotEmpty(wrong);
    }

    [Theory]
    [InlineData(typeof(AccessTests<>))]
    [InlineData(typeof(SentPagesTests<>))]
    [InlineData(typeof(ProtectedTests<>))]
    public void Every_modules_rows_are_asked(Type tests) =>
        Assert.Equal(
            Contributed.All<IAccessRows>().Select(rows => rows.GetType()),
            typeof(AccessMatrixTests)
                .Assembly.GetTypes()
                .Select(type => type.BaseType)
                .Where(type => type is { IsGenericType: true } && type.GetGenericTypeDefinition() == tests)
                .Select(type => type!.GetGenericArguments()[0])
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
        );

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

        var wrong = await Matrix.Wrong(await Cast.Of(app), Matrix.Rows.Where(row => row.Name == where));

        Assert.NotEmpty(wrong);
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
