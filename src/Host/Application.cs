using Carter;
using Hangfire;
using Kapprum.Contracts.Days;
using Kapprum.Kernel;
using Kapprum.Web;
using Microsoft.AspNetCore.DataProtection;
using Scalar.AspNetCore;

namespace Kapprum.Host;

/// <summary>The table of contents of the system: what it is made of, and what a request passes through.</summary>
public static class Application
{
    public static WebApplication Build(WebApplicationBuilder builder, Action<IServiceCollection>? instead = null)
    {
        var settings = builder.Configuration;
        var database =
            settings.GetConnectionString("Kapprum") ?? throw new OperatorError("ConnectionStrings:Kapprum is not set.");

        // Files are served from a build's output as from a published one: compressed, with their long life, and not
        // read anew each time.
        builder.WebHost.UseStaticWebAssets();
        settings["ReloadStaticAssetsAtRuntime"] ??= "false";
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });

        // What lives as long as the program must not hold what belongs to one request, its user above all.
        builder.Host.UseDefaultServiceProvider(services => services.ValidateScopes = true);

        builder.Services.AddKernel(database);
        builder.Services.AddModules(settings, typeof(IChildDays).Assembly, Modules.All);
        _ = settings.Folder("Texts:Folder");
        builder.Services.AddWeb(
            settings,
            [.. Modules.All.Select(module => module.GetType().Assembly), typeof(Kernel.Module).Assembly]
        );

        builder.Services.AddJobs(settings, database);
        builder.Services.AddApiDescription();
        builder.Services.AddTelemetry(settings);
        builder.Services.AddReadiness();
        builder.Services.AddDraining();
        builder.Services.AddAuthorization();
        builder.Services.AddDataProtection().SetApplicationName("Kapprum").PersistKeysToDatabase();
        instead?.Invoke(builder.Services);

        var app = builder.Build();

        app.UseDraining();
        app.UseProxies();
        app.UseHead();
        app.UseSecurityHeaders();
        app.UseCookies();
        app.UseResponseCompression();
        app.UseLanguage();
        app.UseWhen(http => !ApiRequest.Is(http), pages => pages.UseErrorPages());
        app.UseWhen(
            ApiRequest.Is,
            api =>
            {
                api.UseExceptionHandler();
                api.UseProblemsForEmptyAnswers();
            }
        );
        app.RefuseAmbiguousHeaders();
        app.UseRouting();
        foreach (var module in Modules.All)
            module.UseMiddleware(app);
        app.UseAuthentication();
        app.UseAuthorization();
        app.RefuseUnreadableForms();
        app.UseAntiforgery();
        app.RefuseFormsWithoutToken();

        app.MapGroup("/api").RequireAuthorization().MapCarter();
        app.MapPages();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = Readiness.Writer(settings) }).AllowAnonymous();
        app.MapOpenApi().RequireAuthorization(new RolesAttribute(Roles.Anyone, Demand.None));
        app.MapScalarApiReference("/docs", docs => docs.WithTitle("Kapprum").DisableDefaultFonts().WithNonce())
            .RequireAuthorization(new RolesAttribute(Roles.Anyone, Demand.None));
        app.MapHangfireDashboard(
                "/jobs",
                new()
                {
                    Authorization = [],
                    DashboardTitle = "Kapprum",
                    // What is done there is in no log. Jobs are tried again by themselves.
                    IsReadOnlyFunc = _ => true,
                }
            )
            .RequireAuthorization(new RolesAttribute(Roles.Administrator, Demand.None));
        return app;
    }
}
