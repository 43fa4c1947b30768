namespace Kapprum.Roster.Import;

/// <summary>
/// Of whom an import tells nothing, neither in its lists nor in its numbers: who is protected in the roster or in the
/// file, and who stands there for nothing else than the relation to one (see <c>roster.hidden</c>). A list that had
/// them without names would tell who they are by what stands around them.
/// </summary>
internal static class HiddenInImport
{
    /// <summary>Finds them, when the file has been compared.</summary>
    public const string Find = """
        insert into roster.import_hidden (import_id, person_id)
        with marked as materialized (
            select id from roster.person where protection <> 'none'
            union
            select id from roster.staged_person where import_id = @importId and protection <> 'none'
            union
            select record_id from roster.import_rejection
            where import_id = @importId and protected and record_id is not null),
        -- Also what was not taken in says whose guardian somebody is.
        guards as materialized (
            select child_id, guardian_id from roster.staged_guardianship where import_id = @importId
            union all
            select record_id, other_id from roster.import_rejection
            where import_id = @importId and kind = 'guardianship' and record_id is not null and other_id is not null),
        related as (
            select guardian_id
            from guards
            where guardian_id in (select guardian_id from guards where child_id in (select id from marked))
            group by guardian_id
            having bool_and(child_id in (select id from marked))
            except
            select person_id from roster.staged_duty where import_id = @importId)
        select @importId, id from marked
        union
        select @importId, guardian_id from related
        union
        select @importId, id from roster.hidden(@today)
        """;

    /// <summary>That somebody is not among them, neither then nor now.</summary>
    /// <param name="personId">A column; nobody is nobody hidden.</param>
    public static string Not(string personId) =>
        $"""
            ({personId} is null or {personId} not in (
                select hidden.person_id from roster.import_hidden hidden where hidden.import_id = @importId
                union all
                select now.id from roster.hidden(@today) now))
            """;
}
