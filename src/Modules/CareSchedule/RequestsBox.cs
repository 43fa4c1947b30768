using Kapprum.Contracts.Start;

namespace Kapprum.CareSchedule;

/// <summary>Tells staff how many requests wait for an answer, where they begin their day.</summary>
internal sealed class RequestsBox(CareRequests requests, Texts texts) : IStaffBox
{
    public int Order => 20;

    public async Task<StartBox?> Show(IReadOnlyList<Guid> childIds, CancellationToken ct)
    {
        var waiting = await requests.Waiting(childIds, ct);
        return waiting is []
            ? null
            : new(
                texts["careschedule.requests"],
                "message-circle",
                texts["careschedule.requests.box", ("count", waiting.Count)],
                waiting.Count,
                "/care-requests"
            );
    }
}
