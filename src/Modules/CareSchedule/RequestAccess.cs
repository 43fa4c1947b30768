using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Lets those through who answer a request: staff of the child's own groups and the headteacher, unless it is about
/// their own child.
/// </summary>
internal sealed class RequestAccess(
    IChildAccess access,
    ScheduleVersion version,
    CareRequests requests,
    CurrentUser user
)
{
    /// <summary>The request, which nobody else answers meanwhile.</summary>
    public async Task<CareRequest> Answering(Guid id, CancellationToken ct)
    {
        var asked = await requests.One(id, ct) ?? throw Refusal.NotFound("request");
        var viewer = await access.Require(asked.ChildId, CareWriter.Who, ct, "request");
        if (!viewer.Is(Relation.Close))
            throw Refusal.NotFound("request");
        if (!CareWriter.Of(viewer, user).ByStaff)
            throw Refusal.Forbidden("careschedule/own-child");
        await version.Lock(asked.ChildId, asked.Day, expected: null, ct);

        // Read again: somebody may have been quicker.
        asked = await requests.One(id, ct) ?? throw Refusal.NotFound("request");
        return asked.WhyNotAnswer() is { } no ? throw no : asked;
    }
}
