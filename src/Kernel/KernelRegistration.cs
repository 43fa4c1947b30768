using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kapprum.Kernel;

public static class KernelRegistration
{
    public static IServiceCollection AddKernel(this IServiceCollection services, string database)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(ForTheApplication(database)));
        services.AddScoped(scope => scope.GetRequiredService<NpgsqlDataSource>().CreateConnection());

        services.AddSingleton<TimeProvider, SchoolTime>();
        services.AddSingleton<DateText>();
        services.AddHttpContextAccessor();
        services.AddScoped(scope => CurrentUser.From(scope.GetRequiredService<IHttpContextAccessor>()));
        services.AddScoped<Audit>();
        services.AddScoped<AuditLog>();
        services.AddSingleton<OwnTransaction>();
        services.AddMail();
        services.AddSingleton<Signals>();
        services.AddHostedService(services => services.GetRequiredService<Signals>());

        services.ConfigureHttpJsonOptions(http =>
        {
            http.SerializerOptions.RespectNullableAnnotations = true;
            http.SerializerOptions.RespectRequiredConstructorParameters = true;
            http.SerializerOptions.Converters.Add(new JsonStringEnumConverter(new KebabCase()));
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton<IAuthorizationPolicyProvider, RolePolicies>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = FaultOfOurs);
        return services.AddExceptionHandler<RefusalToProblem>();
    }

    /// <summary>
    /// The connection string as the application uses it: its statements prepared, a pool sized to the machine and not
    /// to the callers (they wait here rather than in PostgreSQL), and its own role.
    /// </summary>
    public static string ForTheApplication(string database)
    {
        var own = new NpgsqlConnectionStringBuilder(database);
        // What the operator has said; ContainsKey is true for everything that could be.
        var said = own.Keys.Cast<string>().ToHashSet();
        if (!said.Contains("Maximum Pool Size"))
            own.MaxPoolSize = Math.Clamp(Environment.ProcessorCount * 4, 8, 64);
        if (!said.Contains("Max Auto Prepare"))
            (own.MaxAutoPrepare, own.AutoPrepareMinUsages) = (200, 2);
        own.NoResetOnClose = true;
        // A plan is made once and kept. Left to itself PostgreSQL plans a statement anew for each array it gets, which
        // takes ten times as long as to run it.
        own.Options =
            $"-c role={Migrations.ApplicationRole} -c plan_cache_mode=force_generic_plan {own.Options}".TrimEnd();
        return own.ConnectionString;
    }

    /// <summary>What nobody foresaw is told like the rest.</summary>
    private static void FaultOfOurs(ProblemDetailsContext problem)
    {
        if (problem.Exception is null || problem.ProblemDetails.Status != StatusCodes.Status500InternalServerError)
            return;
        problem.ProblemDetails.Type = "/problems/failed";
        problem.ProblemDetails.Title = problem.HttpContext.RequestServices.GetRequiredService<Texts>()[
            "refusal.failed"
        ];
    }

    private sealed class KebabCase : System.Text.Json.JsonNamingPolicy
    {
        public override string ConvertName(string name) => KebabCaseLower.ConvertName(name);
    }

    private sealed class RolePolicies(IOptions<AuthorizationOptions> options)
        : DefaultAuthorizationPolicyProvider(options)
    {
        public override bool AllowsCachingPolicies => true;

        public override async Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
            policyName.StartsWith("roles:", StringComparison.Ordinal)
                ? new AuthorizationPolicyBuilder()
                    .RequireAuthenticatedUser()
                    .RequireAssertion(asked =>
                        asked.Resource is HttpContext http
                        && http.Features.Get<CurrentUser>() is { } user
                        && user.Is(
                            (Roles)int.Parse(policyName.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture)
                        )
                    )
                    .Build()
                : await base.GetPolicyAsync(policyName);
    }
}
