using Kapprum.Contracts.Roster;
using Kapprum.Web.Layout;

namespace Kapprum.Roster.People;

/// <summary>The user's name and children, for the frame of every page.</summary>
internal sealed class ShellPeople(IChildren ofGuardian, CurrentUser user, Texts texts) : IShellPeople
{
    public async Task<(string Name, IReadOnlyList<ShellChild> Children)> Load(CancellationToken ct)
    {
        var children = user.Is(Roles.Guardian) ? await ofGuardian.OfGuardian(ct) : [];
        var names = ChildNames.Of(children);
        return (
            user.GivenName is null ? texts["roster.administrator"] : $"{user.GivenName} {user.FamilyName}",
            [.. children.Select(child => new ShellChild(child.Id, names[child.Id]))]
        );
    }
}
