using Hangfire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Absence;

/// <summary>Guardians say when a child will not come and take it back; staff record who did not come.</summary>
public sealed class AbsenceModule : Module
{
    public override IReadOnlyList<string> Uses => ["Roster", "Notifications", "Start"];

    public override IReadOnlyList<NavItem> Navigation =>
        [
            new(Roles.Guardian, 20, "/absence", "absence.place", "calendar-off"),
            new(Roles.Staff, 30, "/day", "absence.place.day", "list-checks"),
        ];

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<AbsenceText>();
        services.AddOptions<AbsenceSettings>().Bind(settings.GetSection("Absence"));
    }

    public override void Schedule(IRecurringJobManager jobs) => jobs.Daily("04:00", new TidyNotes());
}

/// <summary>The section <c>Absence</c> of the settings.</summary>
internal sealed class AbsenceSettings
{
    /// <summary>
    /// How many of the child's days after today may be reported, 0 to 60; 1 is the next day it attends.
    /// </summary>
    public int DaysAhead { get; set; } = 1;

    /// <summary>
    /// For how many minutes a guardian may take back what he or she has just reported although the child's day has
    /// begun.
    /// </summary>
    public int UndoMinutes { get; set; } = 10;

    /// <summary>How many days after the end of the school year (30 June) the notes on its absences are kept.</summary>
    public int NoteDays { get; set; }
}
