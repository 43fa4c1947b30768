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
        var hidden = await Hidden(absences.Where(IsOthers).Select(one => (one.ChildId, one.Day)), ct);
        return
        [
            .. from one in absences
            select IsOthers(one) && hidden.Contains((one.ChildId, one.Day)) ? one.AsOtherHome() : one,
        ];
    }

    /// <summary>One of them.</summary>
    public async Task<StoredAbsence> Known(StoredAbsence absence, CancellationToken ct) =>
        (await Known([absence], ct))[0];

    /// <summary>Those of some days of children that are hidden from the user as a guardian.</summary>
    public Task<IReadOnlySet<(Guid ChildId, DateOnly Day)>> Hidden(
        IEnumerable<(Guid ChildId, DateOnly Day)> days,
        CancellationToken ct
    ) => apart.HiddenFrom(user.PersonId, [.. days], ct);

    private bool IsOthers(StoredAbsence absence) => absence.Reason is not null && absence.SaidBy != user.PersonId;
}
