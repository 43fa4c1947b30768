using Kapprum.Absence;
using Kapprum.Accounts;
using Kapprum.CareSchedule;
using Kapprum.Kernel;
using Kapprum.Notifications;
using Kapprum.Roster;
using Kapprum.Settings;
using Kapprum.Start;
using Kapprum.Upkeep;

namespace Kapprum.Host;

/// <summary>The modules the platform is made of: the one place that names them.</summary>
public static class Modules
{
    public static readonly IReadOnlyList<Module> All =
    [
        new RosterModule(),
        new AccountsModule(),
        new AbsenceModule(),
        new NotificationsModule(),
        new SettingsModule(),
        new UpkeepModule(),
        new StartModule(),
        new CareScheduleModule(),
    ];
}
