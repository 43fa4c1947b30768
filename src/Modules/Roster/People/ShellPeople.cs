using Kapprum.Contracts.Roster;
using Kapprum.Web.Layout;

namespace Kapprum.Roster.People;

/// <summary>The user's name and children, for the frame of every page.</summary>
internal sealed class ShellPeople(IRoster roster, CurrentUser user, Texts texts, TimeProvider clock) : IShellPeople
{
    public async Task<(string Name, IReadOnlyList<ShellChild> Children)> Load(CancellationToken ct)
    {
        var person = (await roster.People([user.PersonId], ct)).GetValueOrDefault(user.PersonId);
        var children = user.Is(Roles.Guardian) ? await roster.ChildrenOf(user.PersonId, clock.Today(), ct) : [];
        return (
            person is null ? texts["roster.administrator"] : $"{person.GivenName} {person.FamilyName}",
            [.. children.Select(child => new ShellChild(child.Id, child.GivenName))]
        );
    }
}
