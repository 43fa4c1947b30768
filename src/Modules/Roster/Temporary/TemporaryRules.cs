using Kapprum.Contracts.Days;

namespace Kapprum.Roster.Temporary;

/// <summary>What a temporary placement must be.</summary>
internal sealed class TemporaryRules(NpgsqlConnection db, IEnumerable<IDayOverlay> overlays, TimeProvider clock)
{
    private sealed record Row
    {
        public required bool ThereIsUnit { get; init; }
        public required bool ThereIsGroup { get; init; }
        public required bool IsOpen { get; init; }

        /// <summary>Children without a place at their own unit on some of the days.</summary>
        public required Guid[] Outside { get; init; }
    }

    /// <summary>
    /// Refuses what cannot be: the unit exists throughout and is open on one of the days at least, the group is one of
    /// its, and the children have a place at their own unit all the time.
    /// </summary>
    public async Task Require(
        Guid home,
        IReadOnlyCollection<Guid> children,
        (Guid Unit, Guid? Group) at,
        DateOnly from,
        DateOnly until,
        CancellationToken ct
    )
    {
        var found = await db.One<Row>(
            """
            select exists (select from roster.unit u
                           where u.id = @Unit and u.starts_on <= @from
                             and (u.ends_on is null or u.ends_on >= @until)) as there_is_unit,
                   not exists (
                       select from unnest(@Groups) wanted (id)
                       where not exists (select from roster.child_group g
                                         where g.id = wanted.id and g.unit_id = @Unit and g.starts_on <= @from
                                           and (g.ends_on is null or g.ends_on >= @until))) as there_is_group,
                   exists (select from roster.frame_of(array[@Unit], @from, @until) f
                           where f.closed is null
                             and f.group_id is not distinct from (select t.group_id from roster.group_hours t
                                                                  where t.group_id = any(@Groups) limit 1)) as is_open,
                   array(select child.id
                         from unnest(@Children) child (id)
                         where not coalesce(
                             (select range_agg(daterange(p.starts_on, p.ends_on + 1))
                              from roster.placement p
                              where p.child_id = child.id and p.unit_id = @home)
                             @> daterange(@from, @until + 1), false)) as outside
            """,
            new
            {
                home,
                at.Unit,
                Groups = at.Group is { } group ? new[] { group } : [],
                Children = children.ToArray(),
                from,
                until,
            },
            ct
        );
        if (!found.ThereIsUnit)
            throw Refusal.Invalid("at", "roster/temporary-no-unit");
        if (!found.ThereIsGroup)
            throw Refusal.Invalid("inGroup", "roster/temporary-no-group");
        if (!found.IsOpen)
            throw Refusal.Invalid("at", "roster/temporary-closed");
        if (found.Outside is [var first, ..])
            throw Refusal.Conflict(
                "roster/temporary-outside-placement",
                ("count", found.Outside.Length),
                ("childId", first)
            );
    }

    /// <summary>Refuses what begins today when one of the children has come already.</summary>
    public async Task RequireNobodyThere(IReadOnlyCollection<Guid> children, DateOnly from, CancellationToken ct)
    {
        if (from != clock.Today())
            return;

        var (today, now) = (clock.Today(), clock.Now());
        var there = (await overlays.Over(children, today, today, ct))
            .Where(piece => piece.Kind == OverlayKind.Present && piece.From <= now && piece.Until > now)
            .Select(piece => piece.ChildId)
            .Distinct()
            .ToList();
        if (there is [var first, ..])
            throw Refusal.Conflict("roster/temporary-is-there", ("count", there.Count), ("childId", first));
    }
}
