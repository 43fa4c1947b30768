using System.CommandLine;
using Hangfire;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;
using Kapprum.Roster.Access;
using Kapprum.Roster.Contacts;
using Kapprum.Roster.Days;
using Kapprum.Roster.Demo;
using Kapprum.Roster.Import;
using Kapprum.Roster.Temporary;
using Kapprum.Roster.Units;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kapprum.Roster;

/// <summary>
/// Who and what there is: units, groups, people, guardianships, placements, enrolments, duties, and when things are
/// open.
/// </summary>
public sealed class RosterModule : Module
{
    public override IReadOnlyList<string> Uses => ["Accounts", "Days", "Notifications"];

    public override IReadOnlyList<NavItem> Navigation =>
        [
            new(Roles.Administrator, 50, "/imports", "roster.place.imports", "upload"),
            new(Roles.Administrator | Roles.Headteacher, 60, "/units", "roster.place.units", "school"),
            new(Roles.Administrator, 70, "/people", "roster.place.people", "search"),
        ];

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<IChildAccess, ChildAccess>();
        services.AddScoped<IChildren, Children>();
        services.AddScoped<IUnitAccess, UnitAccess>();
        services.AddScoped<IPersonAccess, PersonAccess>();
        services.AddScoped<IDirectory, PeopleDirectory>();
        services.AddScoped<UnitPhones>();
        services.AddScoped<IUnitPhones>(scope => scope.GetRequiredService<UnitPhones>());
        services.AddScoped<IAudience, ChildAudience>();
        services.AddScoped<IKnownChildren, KnownChildren>();
        services.AddScoped<IKnownPeople, PeopleWhoAct>();
        services.AddScoped<IAccountHolders, AccountHolders>();
        services.AddScoped<IIdentityNumbers, IdentityNumbers>();
        services.AddScoped<IChildFrame, ChildFrame>();
        services.AddScoped<ICarePlacements, CarePlacements>();
        services.AddScoped<ICareUnits, CareUnits>();
        // Only as long as no module that knows better answers.
        services.TryAddScoped<IChildDays>(scope => scope.GetRequiredService<IChildFrame>());
        services.AddScoped<ImportSteps>();
        services.AddScoped<TemporaryRules>();
        services.AddSingleton<RosterImport>();
        services
            .AddOptions<RosterSettings>()
            .Bind(settings.GetSection("Roster"))
            .Validate(roster => roster.UsualHours.AreRight, "Roster:UsualHours must be times such as 06:00-18:00.")
            .ValidateOnStart();
    }

    public override void Schedule(IRecurringJobManager jobs) => jobs.Daily("00:05", new KeepFrame());

    public override IEnumerable<Command> Commands(CommandHost host) =>
        [ImportCommand.Of(host), GenerateCommand.Of(host)];
}

/// <summary>The section <c>Roster</c> of the settings.</summary>
internal sealed class RosterSettings
{
    /// <summary>
    /// Whether staff have to log in with an e-identification to see how guardians are reached; those of protected
    /// identities always want it.
    /// </summary>
    public bool ContactsWantEIdentification { get; set; }

    /// <summary>
    /// When a unit that an import adds is open Monday to Friday, until somebody says otherwise: no roster file tells.
    /// </summary>
    public UsualHours UsualHours { get; set; } = new();
}

/// <summary>Opening hours by kind of unit, as <c>06:00-18:00</c>.</summary>
internal sealed class UsualHours
{
    public string Preschool { get; set; } = "06:00-18:00";
    public string School { get; set; } = "08:00-16:00";
    public string LeisureCentre { get; set; } = "06:00-18:00";

    internal bool AreRight =>
        new[] { Preschool, School, LeisureCentre }.All(hours =>
            hours.Split('-') is [var opens, var closes]
            && TimeOfDay.TryParse(opens, out var from)
            && TimeOfDay.TryParse(closes, out var until)
            && from < until
        );
}
