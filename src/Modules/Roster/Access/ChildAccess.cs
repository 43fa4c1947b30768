using Kapprum.Contracts.Roster;

namespace Kapprum.Roster.Access;

internal sealed class ChildAccess(NpgsqlConnection db, CurrentUser user, Audit audit, TimeProvider clock) : IChildAccess
{
    private sealed record Row(bool Guardian, bool? OwnGroup, bool? Headteacher, bool Protected)
    {
        public Relation Viewer =>
            (Guardian ? Relation.Guardian : 0)
            | (OwnGroup is not null ? Relation.Staff : 0)
            | (OwnGroup is true ? Relation.OwnGroup : 0)
            | (Headteacher is true ? Relation.Headteacher : 0);
    }

    public async Task<Relation> Require(Guid childId, Relation anyOf, CancellationToken ct, string what)
    {
        var row = await db.FirstOrNone<Row>(
            anyOf == Relation.Guardian
                ? """
                select true as guardian, null::boolean as own_group, null::boolean as headteacher,
                       child.protection <> 'none' as protected
                from roster.custody(@Today) s
                join roster.person child on child.id = s.child_id
                where s.child_id = @childId and s.guardian_id = @PersonId
                """
                : """
                select exists (select from roster.custody(@Today) s
                               where s.child_id = @childId and s.guardian_id = @PersonId) as guardian,
                       staff.own_group, staff.headteacher, child.protection <> 'none' as protected
                from roster.person child
                left join roster.staff_relation(@PersonId, @childId, @Today) staff on true
                where child.id = @childId
                """,
            new
            {
                childId,
                user.PersonId,
                Today = clock.Today(),
            },
            ct
        );
        if (row is null || !row.Viewer.Is(anyOf))
            throw Refusal.NotFound(what);

        if (row.Protected)
            await audit.Read(SeenProtected.Action, "child", childId, ct);
        return row.Viewer;
    }

    public async Task<IReadOnlyDictionary<Guid, Child>> Visible(
        IReadOnlyCollection<Guid> childIds,
        CancellationToken ct
    )
    {
        var children = await db.Query<Child>(
            """
            select child.id, child.given_name, child.family_name, child.protection <> 'none' as protected,
                   place.group_id, place.group_name as "group", place.unit_id, place.unit_name as unit
            from roster.person child
            left join lateral (
                select b.group_id, g.name as group_name, b.unit_id, u.name as unit_name
                from roster.belonging(child.id, @Today) b
                join roster.unit u on u.id = b.unit_id
                left join roster.child_group g on g.id = b.group_id
                order by b.kind = 'leisure', u.name
                limit 1) place on true
            where child.id = any(@Ids)
              and (exists (select from roster.custody(@Today) s
                           where s.child_id = child.id and s.guardian_id = @PersonId)
                   or exists (select from roster.staff_relation(@PersonId, child.id, @Today)))
            """,
            new
            {
                Ids = childIds.ToArray(),
                user.PersonId,
                Today = clock.Today(),
            },
            ct
        );
        await audit.OfProtected(children, ct);
        return children.ToDictionary(child => child.Id);
    }
}
