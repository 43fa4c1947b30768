using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Lets one change a child's schedule at a time. All changes of a child are counted: what somebody has read has the
/// count as its version, and is stale for those weeks that have changed since, or when the patterns have.
/// </summary>
internal sealed class ScheduleVersion(NpgsqlConnection db, IKnownPeople people, CurrentUser user, TimeProvider clock)
{
    private sealed record Row(int Version, Guid? ChangedBy, DateTimeOffset? ChangedAt, bool Apart);

    /// <summary>The version of all that is said of a child; asked before what it is the version of.</summary>
    public Task<int> Of(Guid childId, CancellationToken ct) =>
        db.Value<int>(
            "select coalesce((select version from careschedule.child where id = @childId), 0)",
            new { childId },
            ct
        );

    /// <summary>Nobody else changes what is said of the child meanwhile.</summary>
    public Task Lock(Guid childId, CancellationToken ct) =>
        db.Execute(
            """
            insert into careschedule.child (id) values (@childId) on conflict do nothing;
            select from careschedule.child where id = @childId for update
            """,
            new { childId },
            ct
        );

    /// <summary>The same; stale when the days' weeks have changed since the version that is expected.</summary>
    /// <exception cref="Refusal">412, which says who has changed them.</exception>
    public async Task Lock(Guid childId, IEnumerable<DateOnly> days, int? expected, CancellationToken ct)
    {
        await Lock(childId, ct);
        if (expected is null)
            return;

        // Asked by itself: it sees what whoever came before has done meanwhile.
        var now = await db.One<Row>(
            """
            select c.version, since.changed_by, since.changed_at,
                   exists (select from careschedule.homes_apart apart where apart.child_id = c.id) as apart
            from careschedule.child c
            left join lateral (
                select changed_by, changed_at
                from (select c.patterns as version, c.changed_by, c.changed_at
                      union all
                      select w.version, w.changed_by, w.changed_at
                      from careschedule.week w
                      where w.child_id = c.id and w.monday = any(@Mondays)) change
                where version > @expected
                order by version desc
                limit 1) since on true
            where c.id = @childId
            """,
            new
            {
                childId,
                expected,
                Mondays = days.Select(Pattern.Monday).Distinct().ToArray(),
            },
            ct
        );
        if (now is { ChangedBy: { } by, ChangedAt: { } at })
        {
            // Nor when the other home has changed something.
            if (now.Apart && by != user.PersonId)
                throw Refusal.Stale();
            var known = await people.Of([childId], [by], ct);
            throw Refusal.Stale(("by", known.Name(by, DateText.Language, user.PersonId)), ("at", at));
        }

        // A version that nobody was given.
        if (expected > now.Version)
            throw Refusal.Stale();
    }

    /// <summary>Days of some weeks are others now.</summary>
    /// <returns>The child's version.</returns>
    public Task<int> ChangeDays(Guid childId, IEnumerable<DateOnly> days, CancellationToken ct) =>
        db.Value<int>(
            """
            with counted as (
                update careschedule.child set version = version + 1 where id = @childId returning version)
            insert into careschedule.week (child_id, monday, version, changed_by, changed_at)
            select @childId, monday, counted.version, @By, @Now
            from counted, unnest(@Mondays) monday
            on conflict (child_id, monday) do update
            set version = excluded.version, changed_by = excluded.changed_by, changed_at = excluded.changed_at
            returning version
            """,
            new
            {
                childId,
                Mondays = days.Select(Pattern.Monday).Distinct().Order().ToArray(),
                By = user.PersonId,
                Now = clock.GetUtcNow(),
            },
            ct
        );

    /// <summary>The child's patterns or turns are others now.</summary>
    /// <returns>The child's version.</returns>
    public Task<int> ChangePatterns(Guid childId, CancellationToken ct) =>
        db.Value<int>(
            """
            update careschedule.child
            set version = version + 1, patterns = version + 1, changed_by = @By, changed_at = @Now
            where id = @childId
            returning version
            """,
            new
            {
                childId,
                By = user.PersonId,
                Now = clock.GetUtcNow(),
            },
            ct
        );
}
