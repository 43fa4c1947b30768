using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>Looks up and keeps what guardians have asked for.</summary>
internal sealed class CareRequests(NpgsqlConnection db, IAudience audience, TimeProvider clock)
{
    private sealed record TimeRow(Guid RequestId, TimeOfDay Begins, TimeOfDay Ends);

    /// <summary>The request; null when there is none.</summary>
    public async Task<CareRequest?> One(Guid id, CancellationToken ct) =>
        (await Where("r.id = @id", new { id, Now = clock.GetUtcNow() }, ct)).SingleOrDefault();

    /// <summary>The requests with these ids.</summary>
    public Task<IReadOnlyList<CareRequest>> Of(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        Where("r.id = any(@Ids)", new { Ids = ids.ToArray(), Now = clock.GetUtcNow() }, ct);

    /// <summary>All of a child's for the days of a period, the latest first.</summary>
    public Task<IReadOnlyList<CareRequest>> OfDays(Guid childId, DateOnly from, DateOnly until, CancellationToken ct) =>
        Where(
            "r.child_id = @childId and r.day between @from and @until",
            new
            {
                childId,
                from,
                until,
                Now = clock.GetUtcNow(),
            },
            ct
        );

    /// <summary>
    /// Those of the children that wait for an answer. Who is no guardian any more asks for nothing.
    /// </summary>
    public async Task<IReadOnlyList<CareRequest>> Waiting(IReadOnlyCollection<Guid> childIds, CancellationToken ct)
    {
        var waiting = await Where(
            "r.child_id = any(@Children) and r.day >= @Today and r.state = 'asked' and r.lapses_at > @Now",
            new
            {
                Children = childIds.ToArray(),
                Today = clock.Today(),
                Now = clock.GetUtcNow(),
            },
            ct
        );
        if (waiting is [])
            return [];

        var guardians = (
            await audience.GuardiansOf([.. waiting.Select(one => one.ChildId).Distinct()], ct)
        ).ToHashSet();
        return [.. waiting.Where(one => guardians.Contains(new(one.ChildId, one.AskedBy)))];
    }

    /// <summary>Whether who has asked is a guardian today.</summary>
    public async Task<bool> IsOfGuardian(CareRequest asked, CancellationToken ct) =>
        (await audience.GuardiansOf([asked.ChildId], ct)).Any(one => one.PersonId == asked.AskedBy);

    /// <summary>Staff have answered it.</summary>
    public Task Answer(Guid id, RequestState state, DeclineReason? reason, Guid by, CancellationToken ct) =>
        db.Execute(
            """
            update careschedule.request
            set state = @state, reason = @reason, answered_by = @by, answered_at = @Now
            where id = @id
            """,
            new
            {
                id,
                state,
                reason,
                by,
                Now = clock.GetUtcNow(),
            },
            ct
        );

    private async Task<IReadOnlyList<CareRequest>> Where(string condition, object with, CancellationToken ct)
    {
        await using var found = await db.QuerySeveral(
            $"""
            select r.id, r.child_id, r.unit_id, r.household, r.day, r.asked_by, r.asked_at, r.lapses_at,
                   case when r.state = 'asked' and r.lapses_at <= @Now then 'lapsed' else r.state end as state,
                   r.reason, r.answered_by, r.answered_at
            from careschedule.request r
            where {condition}
            order by r.asked_at desc, r.id;
            select t.request_id, t.begins, t.ends
            from careschedule.request r
            join careschedule.request_time t on t.request_id = r.id
            where {condition}
            """,
            with,
            ct
        );
        var requests = await found.Query<CareRequest>();
        var times = (await found.Query<TimeRow>()).ToLookup(row => row.RequestId);
        return
        [
            .. requests.Select(one =>
                one with
                {
                    Times =
                    [
                        .. times[one.Id].Select(row => new CareTime(row.Begins, row.Ends)).OrderBy(time => time.From),
                    ],
                }
            ),
        ];
    }
}
