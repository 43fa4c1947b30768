using System.Reflection;
using Kapprum.Absence;
using Kapprum.Accounts;
using Kapprum.Notifications;
using Kapprum.Roster;
using Kapprum.Start;

namespace Kapprum.Architecture;

/// <summary>The system as the rules see it: its modules, and which contracts each may know.</summary>
internal static class TheSystem
{
    public static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Roster"] = ["Roster", "Accounts", "Notifications", "Start"],
        ["Accounts"] = ["Accounts", "Roster", "Notifications"],
        ["Absence"] = ["Roster", "Notifications", "Start"],
        ["Notifications"] = ["Notifications", "Roster", "Accounts", "Start"],
        ["Start"] = ["Start", "Roster", "Notifications", "Accounts"],
    };

    public static readonly Assembly[] Modules =
    [
        typeof(RosterModule).Assembly,
        typeof(AccountsModule).Assembly,
        typeof(AbsenceModule).Assembly,
        typeof(NotificationsModule).Assembly,
        typeof(StartModule).Assembly,
    ];

    public static readonly Assembly Kernel = typeof(Kernel.Module).Assembly;
    public static readonly Assembly Contracts = typeof(Contracts.Roster.RosterChanged).Assembly;
    public static readonly Assembly Web = typeof(Web.WebRegistration).Assembly;

    public static string NameOf(Assembly module) => module.GetName().Name!["Kapprum.".Length..];

    public static TheoryData<string> Names => [.. MayKnow.Keys];

    public static Assembly Module(string name) => Modules.Single(m => NameOf(m) == name);
}
