using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Lets those through who take a request back, the child's guardians, and who answer it: staff of the child's own
/// groups and the headteacher, unless it is about their own child. Nobody else does anything with it meanwhile.
/// </summary>
internal sealed class RequestAccess(
    NpgsqlConnection db,
    IChildAccess access,
    ScheduleVersion version,
    CareRequests requests,
    CurrentUser user
)
{
    private const string OfRequest = "select child_id from careschedule.request where id = @id";

    public async Task<CareRequest> Withdrawing(Guid id, CancellationToken ct)
    {
        var child = await db.Value<Guid?>(OfRequest, new { id }, ct) ?? throw Refusal.NotFound("request");
        await access.Require(child, Relation.Guardian, ct, "request");
        var asked = await Locked(id, child, ct);
        return asked.Household is { } owner && owner != user.PersonId
            ? throw Refusal.Conflict("careschedule/others-place", ("households", new[] { owner }))
            : asked;
    }

    public async Task<CareRequest> Answering(Guid id, CancellationToken ct)
    {
        var child = await db.Value<Guid?>(OfRequest, new { id }, ct) ?? throw Refusal.NotFound("request");
        var viewer = await access.Require(child, CareWriter.Who, ct, "request");
        if (!viewer.Is(Relation.Close))
            throw Refusal.NotFound("request");
        var asked = await Locked(id, child, ct);
        // Who has asked does not answer, whatever he or she is to the child by now.
        if (!CareWriter.Of(viewer, user).ByStaff || asked.AskedBy == user.PersonId)
            throw Refusal.Forbidden("careschedule/own-child");
        return await requests.IsOfGuardian(asked, ct) ? asked : throw Refusal.NotFound("request");
    }

    private async Task<CareRequest> Locked(Guid id, Guid childId, CancellationToken ct)
    {
        await version.Lock(childId, ct);
        // Read after that: somebody may have been quicker.
        var asked = await requests.One(id, ct) ?? throw Refusal.NotFound("request");
        return asked.WhyNotAnswer() is { } no ? throw no : asked;
    }
}
