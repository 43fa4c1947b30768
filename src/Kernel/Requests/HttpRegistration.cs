using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Kernel;

internal static class HttpRegistration
{
    /// <summary>Who asks, what he or she may, and how bodies are read and written.</summary>
    public static void AddHttp(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped(scope => CurrentUser.From(scope.GetRequiredService<IHttpContextAccessor>()));
        services.AddSingleton<IAuthorizationPolicyProvider, RolePolicies>();
        services.AddSingleton<Demands>();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(http =>
        {
            http.SerializerOptions.RespectNullableAnnotations = true;
            http.SerializerOptions.RespectRequiredConstructorParameters = true;
            http.SerializerOptions.Converters.Add(new JsonStringEnumConverter(new KebabCase()));
        });
    }

    private sealed class KebabCase : JsonNamingPolicy
    {
        public override string ConvertName(string name) => KebabCaseLower.ConvertName(name);
    }
}
