using System.Text.Json.Nodes;
using Carter;
using Hangfire;
using Hangfire.PostgreSql;
using Kapprum.Absence;
using Kapprum.Accounts;
using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Kapprum.Notifications;
using Kapprum.Roster;
using Kapprum.Start;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;

namespace Kapprum.Host;

/// <summary>The table of contents of the system: what it is made of and in what order a request passes through it.</summary>
internal static class Application
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var database = settings.GetConnectionString("Kapprum")
            ?? throw new InvalidOperationException("ConnectionStrings:Kapprum is not set.");

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });

        builder.Services.AddKernel(database);
        builder.Services.AddModules(settings, typeof(RosterChanged).Assembly,
            new RosterModule(),
            new AccountsModule(),
            new AbsenceModule(),
            new NotificationsModule(),
            new StartModule());

        builder.Services.AddTexts(settings);
        builder.Services.AddJobs(settings, database);
        builder.Services.AddApiDescription();
        builder.Services.AddTelemetry(settings);
        builder.Services.AddHealthChecks().AddCheck<DatabaseIsReady>("database", tags: ["ready"]);
        builder.Services.AddAuthorization();
        builder.Services.AddDataProtection().SetApplicationName("Kapprum");
        builder.Services.AddAntiforgery();
        builder.Services.AddRazorComponents();

        var app = builder.Build();

        app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapGroup("/api").RequireAuthorization().MapCarter();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
        return app;
    }
}
