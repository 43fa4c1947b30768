using System.CommandLine;
using Hangfire;
using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;
using Kapprum.Roster.Contacts;
using Kapprum.Roster.Demo;
using Kapprum.Roster.Import;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Roster;

/// <summary>
/// Who and what there is: units, groups, people, guardianships, placements, enrolments, duties, and when things are
/// open.
/// </summary>
public sealed class RosterModule : Module
{
    public override IReadOnlyList<string> Uses => ["Accounts", "Notifications", "Start"];

    public override IReadOnlyList<NavItem> Navigation =>
        [
            new(Roles.Administrator, 50, "/imports", "roster.place.imports", "upload"),
            new(Roles.Administrator | Roles.Headteacher, 60, "/units", "roster.place.units", "school"),
            new(Roles.Administrator, 70, "/people", "roster.place.people", "search"),
        ];

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<IRoster, RosterQueries>();
        services.AddScoped<Steps>();
        services.AddSingleton<RosterImport>();
        services
            .AddOptions<RosterSettings>()
            .Bind(settings.GetSection("Roster"))
            .Validate(roster => roster.UsualHours.AreRight, "Roster:UsualHours must be times such as 06:00-18:00.")
            .ValidateOnStart();
    }

    public override IEnumerable<Command> Commands(CommandHost host) =>
        [ImportCommand.Of(host), GenerateCommand.Of(host)];

    public override void Schedule(IRecurringJobManager jobs)
    {
        jobs.Daily("03:40", new TidyImports());
        jobs.Daily("03:50", new TidyContacts());
    }
}

/// <summary>The section <c>Roster</c> of the settings.</summary>
internal sealed class RosterSettings
{
    /// <summary>How many days an uploaded roster waits to be applied before its records are removed.</summary>
    public int ImportApplyDays { get; set; } = 7;

    /// <summary>How many days one can read what an import has changed and rejected, record by record.</summary>
    public int ImportDetailDays { get; set; } = 90;

    /// <summary>How many days after the last guardianship the contact details somebody has kept are removed.</summary>
    public int ContactDays { get; set; } = 90;

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
