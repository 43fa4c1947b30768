using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Lets one change a child's schedule at a time. What somebody has read of a week has a version, which changes with the
/// week's days and with the child's patterns.
/// </summary>
internal sealed class ScheduleVersion(NpgsqlConnection db, IKnownPeople people, CurrentUser user, TimeProvider clock)
{
    private sealed record Row(int Version, Guid? ChangedBy, DateTimeOffset? ChangedAt);

    /// <summary>The version of a week.</summary>
    public async Task<int> Of(Guid childId, DateOnly monday, CancellationToken ct) =>
        (await Read(childId, monday, ct)).Version;

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

    /// <summary>The same; stale when it is not the version expected, which says who has changed it.</summary>
    public async Task Lock(Guid childId, DateOnly day, int? expected, CancellationToken ct)
    {
        await Lock(childId, ct);
        if (expected is null)
            return;

        // Asked by itself: it sees what whoever came before has done meanwhile.
        var found = await Read(childId, Pattern.Monday(day), ct);
        if (found.Version == expected)
            return;
        var known = await people.Of([childId], [found.ChangedBy], ct);
        throw found is { ChangedBy: { } by, ChangedAt: { } at }
            ? Refusal.Stale(("by", known.Name(by, DateText.Language, user.PersonId)), ("at", at))
            : Refusal.Stale();
    }

    /// <summary>Days of some weeks are others now.</summary>
    /// <returns>The version of the first week.</returns>
    public async Task<int> ChangeDays(Guid childId, IEnumerable<DateOnly> days, CancellationToken ct)
    {
        DateOnly[] mondays = [.. days.Select(Pattern.Monday).Distinct().Order()];
        await db.Execute(
            """
            insert into careschedule.week (child_id, monday, changed_by, changed_at)
            select @childId, monday, @By, @Now
            from unnest(@mondays) monday
            on conflict (child_id, monday) do update
            set version = week.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """,
            new
            {
                childId,
                mondays,
                By = user.PersonId,
                Now = clock.GetUtcNow(),
            },
            ct
        );
        return await Of(childId, mondays[0], ct);
    }

    /// <summary>The child's patterns are others now.</summary>
    /// <returns>The version of the week.</returns>
    public async Task<int> ChangePatterns(Guid childId, DateOnly day, CancellationToken ct)
    {
        await db.Execute(
            """
            update careschedule.child set version = version + 1, changed_by = @By, changed_at = @Now
            where id = @childId
            """,
            new
            {
                childId,
                By = user.PersonId,
                Now = clock.GetUtcNow(),
            },
            ct
        );
        return await Of(childId, Pattern.Monday(day), ct);
    }

    private async Task<Row> Read(Guid childId, DateOnly monday, CancellationToken ct) =>
        await db.OneOrNone<Row>(
            """
            select c.version + coalesce(w.version, 0) as version,
                   case when w.changed_at > c.changed_at or c.changed_at is null
                        then w.changed_by else c.changed_by end as changed_by,
                   greatest(w.changed_at, c.changed_at) as changed_at
            from careschedule.child c
            left join careschedule.week w on w.child_id = c.id and w.monday = @monday
            where c.id = @childId
            """,
            new { childId, monday },
            ct
        ) ?? new(0, null, null);
}
