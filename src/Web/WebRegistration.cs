using System.Reflection;
using Kapprum.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Web;

public static class WebRegistration
{
    private sealed record PageAssemblies(Assembly[] All);

    /// <param name="parts">A type of each assembly that has pages or texts.</param>
    public static void AddWeb(this IServiceCollection services, IConfiguration settings, params Type[] parts)
    {
        var assemblies = parts.Select(part => part.Assembly).Append(typeof(WebRegistration).Assembly).ToArray();
        services.AddSingleton(new Texts(assemblies, settings["Texts:Folder"]));
        services.AddSingleton(new PageAssemblies([.. assemblies.Where(a => a != typeof(WebRegistration).Assembly)]));
        services.AddRazorComponents();
        services.AddScoped<Shell>();
        services.AddAntiforgery(form =>
        {
            form.Cookie.Name = "kapprum.form";
            form.FormFieldName = "form-token";
            form.SuppressXFrameOptionsHeader = true;
        });
    }

    /// <summary>The pages of all modules, and the styles and pictures with their hashed names.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>()
            .AddAdditionalAssemblies(app.Services.GetRequiredService<PageAssemblies>().All)
            .DisableAntiforgeryOnReads();
    }

    private static void DisableAntiforgeryOnReads(this RazorComponentsEndpointConventionBuilder pages) { _ = pages; }
}
