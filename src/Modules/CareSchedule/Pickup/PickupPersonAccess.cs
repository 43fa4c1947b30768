using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Pickup;

/// <summary>Who changes whom on the lists of those who fetch children.</summary>
internal sealed class PickupPersonAccess(NpgsqlConnection db, IChildAccess access, HomesApart apart, CurrentUser user)
{
    private sealed record Row(Guid ChildId, Guid AddedBy, int Version);

    /// <summary>Locks one that the user may change as a guardian, and says whose list it is on.</summary>
    /// <exception cref="Refusal">404: there is none; or the homes are apart, and it is the other's.</exception>
    /// <exception cref="Refusal">412: it is no longer the version expected.</exception>
    public async Task<Guid> Locked(Guid id, int? expected, CancellationToken ct)
    {
        var row =
            await db.OneOrNone<Row>(
                "select child_id, added_by, version from careschedule.pickup_person where id = @id for update",
                new { id },
                ct
            ) ?? throw Refusal.NotFound("person");
        await access.Require(row.ChildId, Relation.Guardian, ct, "person");
        if (row.AddedBy != user.PersonId && await apart.Of(row.ChildId, ct))
            throw Refusal.NotFound("person");
        return expected is null || expected == row.Version ? row.ChildId : throw Refusal.Stale();
    }
}
