using Kapprum.Contracts.Notifications;

namespace Kapprum.CareSchedule;

/// <summary>Whether the homes of a child see each other's days, as the headteacher has decided.</summary>
internal sealed class HomesApart(NpgsqlConnection db)
{
    public Task<bool> Of(Guid childId, CancellationToken ct) =>
        db.Value<bool>(
            "select exists (select from careschedule.homes_apart where child_id = @childId)",
            new { childId },
            ct
        );

    /// <summary>Of what is about one home's day the other home is not told while they are apart.</summary>
    public async Task<NoticeDue> Told(NoticeDue due, Guid? household, CancellationToken ct) =>
        household is { } home
        && due is { ChildId: { } child }
        && due.To.HasFlag(Audience.Guardians)
        && await Of(child, ct)
            ? due with
            {
                To = due.To & ~Audience.Guardians,
                People = [home],
            }
            : due;
}
