namespace Kapprum.Roster.Import;

/// <summary>
/// What the people, units and groups of an import are called, in the roster or in the file, and which group somebody is
/// in. Who is protected in either has no name.
/// </summary>
internal static class ImportNames
{
    public static async Task<Dictionary<Guid, ListImportChanges.Named>> Of(
        NpgsqlConnection db,
        Guid importId,
        IEnumerable<Guid?> ids,
        CancellationToken ct
    ) =>
        (
            await db.Query<ListImportChanges.Named>(
                """
                select distinct on (id) id,
                       case when not bool_or(protected) over (partition by id) then name end as name
                from (
                    select id, trim(given_name || ' ' || family_name) as name,
                           protection <> 'none' as protected, 2 as rank
                    from roster.person where id = any(@ids)
                    union all
                    select id, trim(given_name || ' ' || family_name), protection <> 'none', 1
                    from roster.staged_person
                    where import_id = @importId and id = any(@ids)
                    union all
                    select id, name, false, 2 from roster.unit where id = any(@ids)
                    union all
                    select id, name, false, 1 from roster.staged_unit where import_id = @importId and id = any(@ids)
                    union all
                    select id, name, false, 2 from roster.child_group where id = any(@ids)
                    union all
                    select id, name, false, 1
                    from roster.staged_child_group
                    where import_id = @importId and id = any(@ids)
                    union all
                    -- What was not taken in and is nowhere else.
                    select record_id, name, protected, 4
                    from roster.import_rejection
                    where import_id = @importId and record_id = any(@ids) and kind in ('person', 'unit', 'group')
                      and (name is not null or protected)
                    union all
                    -- Who becomes protected, or is so no longer: also when the file's records are gone and the
                    -- import never was applied.
                    select person_id, null, true, 3 from roster.import_change
                    where import_id = @importId and kind = 'person' and change <> 'added' and person_id = any(@ids)
                      and fields -> 'protection' is not null) named
                order by id, rank
                """,
                new { importId, ids = ids.OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToDictionary(named => named.Id);

    /// <summary>
    /// The groups children are in, by the file, also by what of it was not taken in, or by the roster.
    /// </summary>
    public static async Task<Dictionary<Guid, Guid>> GroupsOf(
        NpgsqlConnection db,
        Guid importId,
        IEnumerable<Guid> childIds,
        DateOnly today,
        CancellationToken ct
    )
    {
        var ids = childIds.Distinct().ToArray();
        return ids is []
            ? []
            : (
                await db.Query<(Guid Child, Guid Group)>(
                    """
                    select distinct on (child_id) child_id, group_id
                    from (
                        select child_id, group_id, 1 as rank from roster.staged_group_membership
                        where import_id = @importId and child_id = any(@ids)
                        union all
                        select child_id, group_id, 2 from roster.staged_placement
                        where import_id = @importId and child_id = any(@ids)
                        union all
                        select person_id, group_id, 3 from roster.import_rejection
                        where import_id = @importId and kind in ('membership', 'placement') and person_id = any(@ids)
                        union all
                        select child_id, group_id, 4 from roster.group_membership
                        where child_id = any(@ids) and roster.holds(starts_on, ends_on, @today)
                        union all
                        select child_id, group_id, 5 from roster.placement
                        where child_id = any(@ids) and roster.holds(starts_on, ends_on, @today)) stands
                    where group_id is not null
                    order by child_id, rank, group_id
                    """,
                    new
                    {
                        importId,
                        ids,
                        today,
                    },
                    ct
                )
            ).ToDictionary(one => one.Child, one => one.Group);
    }
}
