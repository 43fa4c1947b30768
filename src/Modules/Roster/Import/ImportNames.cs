namespace Kapprum.Roster.Import;

/// <summary>
/// What the people, units and groups of an import are called, in the roster or in the file. Who is protected in either
/// has no name.
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
}
