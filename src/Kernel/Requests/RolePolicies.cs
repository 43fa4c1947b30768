using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kapprum.Kernel;

/// <summary>Turns what <see cref="RolesAttribute"/> says into a policy.</summary>
internal sealed class RolePolicies(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
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
