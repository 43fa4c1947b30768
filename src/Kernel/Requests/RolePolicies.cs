using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kapprum.Kernel;

/// <summary>Turns what <see cref="RolesAttribute"/> says into a policy.</summary>
internal sealed class RolePolicies(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
{
    public override bool AllowsCachingPolicies => true;

    public override async Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
    {
        if (policyName.Split(':') is not ["roles", var who, var how])
            return await base.GetPolicyAsync(policyName);

        var roles = (Roles)int.Parse(who, CultureInfo.InvariantCulture);
        var demand = (Demand)int.Parse(how, CultureInfo.InvariantCulture);
        return new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .RequireAssertion(asked =>
                asked.Resource is HttpContext http
                && http.Features.Get<CurrentUser>() is { } user
                && user.Is(roles)
                && IsMet(http, user, demand)
                && IsWithin(http, user)
            )
            .Build();
    }

    private static bool IsWithin(HttpContext http, CurrentUser user) =>
        user.Scopes is null
        || (http.GetEndpoint()?.Metadata.GetMetadata<Scope>() is { } scope && user.Scopes.Contains(scope.Name));

    // A form goes on to its page, which keeps it and carries nothing out (see StepUpDue).
    private static bool IsMet(HttpContext http, CurrentUser user, Demand demand)
    {
        if (http.RequestServices.GetRequiredService<Demands>().AreMet(user, demand))
            return true;

        http.Features.Set(new StepUpDue(demand));
        return HttpMethods.IsPost(http.Request.Method)
            && http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
    }
}
