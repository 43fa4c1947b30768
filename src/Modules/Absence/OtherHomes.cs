using Kapprum.Contracts.Days;

namespace Kapprum.Absence;

/// <summary>
/// Where the homes of a child are kept apart, a guardian is told of an absence on the other home's day that the child
/// is away, and not why; but for what he or she has said.
/// </summary>
internal sealed class OtherHomes(IEnumerable<IHomesApart> apart, CurrentUser user)
{
    /// <summary>The absences as the user may know them as a guardian.</summary>
    public async Task<IReadOnlyList<StoredAbsence>> Known(IReadOnlyList<StoredAbsence> absences, CancellationToken ct)
    {
        var hidden = await apart.HiddenFrom(user.PersonId, [.. absences.Select(one => (one.ChildId, one.Day))], ct);
        return
        [
            .. from one in absences
            select hidden.Contains((one.ChildId, one.Day)) ? one.AsOtherHome(user.PersonId) : one,
        ];
    }

    /// <summary>One of them.</summary>
    public async Task<StoredAbsence> Known(StoredAbsence absence, CancellationToken ct) =>
        (await Known([absence], ct))[0];
}
