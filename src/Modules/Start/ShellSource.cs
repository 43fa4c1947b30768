using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;
using Kapprum.Web.Layout;

namespace Kapprum.Start;

/// <summary>What is around every page: whose it is, the children, what is new, and where one can go.</summary>
internal sealed class ShellSource(IDirectory directory, IChildren ofGuardian, INotices notices, Texts texts)
    : IShellSource
{
    private static readonly (Roles Who, NavItem Place)[] Places =
    [
        (Roles.Guardian, new("/", "start.place.start", "house")),
        (Roles.Guardian, new("/absence", "start.place.absence", "calendar-off")),
        (Roles.Staff, new("/day", "start.place.day", "list-checks")),
        (Roles.Administrator, new("/imports", "start.place.imports", "upload")),
        (Roles.Administrator | Roles.Headteacher, new("/units", "start.place.units", "school")),
        (Roles.Administrator, new("/people", "start.place.people", "search")),
        (Roles.Administrator, new("/audit", "start.place.audit", "shield-check")),
        (Roles.Anyone, new("/account", "start.place.account", "user")),
    ];

    public static IEnumerable<NavItem> Of(CurrentUser user) =>
        from place in Places
        where user.Is(place.Who)
        select place.Place;

    public async Task<ShellData> Load(CurrentUser user, CancellationToken ct)
    {
        var person = (await directory.People([user.PersonId], ct)).GetValueOrDefault(user.PersonId);
        var children = user.Is(Roles.Guardian) ? await ofGuardian.OfGuardian(ct) : [];
        var unread = await notices.UnreadOf(user.PersonId, [.. children.Select(child => child.Id)], ct);

        return new(
            person is null ? texts["start.administrator"] : $"{person.GivenName} {person.FamilyName}",
            [.. children.Select(child => new ShellChild(child.Id, child.GivenName))],
            unread.Total,
            [.. Of(user)]
        );
    }
}
