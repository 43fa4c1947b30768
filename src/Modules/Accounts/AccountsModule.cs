using System.CommandLine;
using Hangfire;
using Kapprum.Accounts.Administration;
using Kapprum.Accounts.EIdentification;
using Kapprum.Accounts.Links;
using Kapprum.Accounts.Passwords;
using Kapprum.Accounts.PersonalTokens;
using Kapprum.Accounts.Sessions;
using Kapprum.Contracts.Accounts;
using Kapprum.Contracts.Notifications;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kapprum.Accounts;

/// <summary>Who may log in, and how.</summary>
public sealed class AccountsModule : Module
{
    public override IReadOnlyList<string> Uses => ["Roster", "Notifications"];

    public override IReadOnlyList<NavItem> Navigation =>
        [
            new(Roles.Administrator, 80, "/audit", "accounts.place.audit", "shield-check"),
            new(Roles.Administrator, 85, "/e-identification", "accounts.place.e-identification", "key-round"),
            new(Roles.Anyone, 100, "/account", "accounts.place.account", "user"),
        ];

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services
            .AddAuthentication(SessionAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.Scheme, null);

        services.AddScoped<SessionStore>();
        services.AddScoped<SessionTokens>();
        services.AddScoped<SessionLookup>();
        services.AddSingleton<SessionCache>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<SeenSessions>();
        services.AddHostedService(services => services.GetRequiredService<SeenSessions>());

        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordHashing.Iterations);
        services.AddSingleton<IPasswordHasher<PasswordHashing>, PasswordHasher<PasswordHashing>>();
        services.AddSingleton(scope => new PasswordHashing(
            scope.GetRequiredService<IPasswordHasher<PasswordHashing>>(),
            PasswordHashing.LongestWait
        ));
        services.AddSingleton<KnownDevice>();
        services.AddSingleton<SignIn>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<NewPassword>();
        services.AddScoped<Throttle>();
        services.AddSingleton<SurplusTries>();

        services.AddOptions<EIdentificationSettings>().Bind(settings.GetSection("EIdentification")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EIdentificationSettings>, ProvidersAreRight>();
        services.AddSingleton<TestId>();
        services.AddTransient<TestIdHandler>();
        services.AddSingleton<IdentityProviders>();
        services.AddSingleton<ProviderHealth>();
        services.AddSingleton<IEIdentification>(scope => scope.GetRequiredService<ProviderHealth>());
        services.AddSingleton<ProviderClient>();
        services.AddSingleton<ProviderWatch>();
        services.AddHostedService(services => services.GetRequiredService<ProviderWatch>());
        services
            .AddHttpClient(ProviderClient.HttpClientName)
            .ConfigureHttpClient(ProviderClient.Limit)
            .ConfigurePrimaryHttpMessageHandler(ProviderClient.Handler)
            .AddHttpMessageHandler<TestIdHandler>()
            // Addresses are nobody's business, and what goes wrong is told by ProviderClient.
            .RemoveAllLoggers();
        services.AddSingleton<TokenScopes>();
        services.AddScoped<NumberHash>();
        services.AddScoped<IdentifiedAccounts>();

        services.AddScoped<AskingClient>();
        services.AddScoped<AccountLinks>();
        services.AddScoped<LinkIssuer>();
        services.AddScoped<LinkMailContent>();
        services.AddScoped<LinkRequests>();
        services.AddScoped<AccountSync>();
        services.AddScoped<AccountAccess>();
        services.AddScoped<AuditText>();

        services.AddScoped<IAccounts, AccountQueries>();
    }

    public override void UseMiddleware(IApplicationBuilder app) => app.UseCrossSiteProtection();

    public override IEnumerable<Command> Commands(CommandHost host) =>
        [.. AdministratorCommands.All(host), ReadAuditCommand.Of(host)];

    public override void Schedule(IRecurringJobManager jobs) => jobs.Daily("00:10", new SyncAccounts());
}
