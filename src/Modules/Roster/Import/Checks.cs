namespace Kapprum.Roster.Import;

/// <summary>
/// What a file's records must be to each other. A statement for each rule takes those that break it out of the staged
/// tables and notes why; the order matters, because what refers to a rejected record can itself be rejected. Then the
/// rest is brought into the roster's form.
/// </summary>
internal static class Checks
{
    // What may be referred to: what is in the file and taken in, or rejected there but known from before and left as it
    // was.
    private const string KnownUnit =
            """
                (select id from roster.staged_unit where import_id = @importId and kind is not null
                 union all
                 select u.id
                 from roster.import_rejection r join roster.unit u on u.id = r.record_id
                 where r.import_id = @importId and r.kind = 'unit')
                """,
        KnownPerson =
            """
                (select id from roster.staged_person where import_id = @importId
                 union all
                 select p.id
                 from roster.import_rejection r join roster.person p on p.id = r.record_id
                 where r.import_id = @importId and r.kind = 'person')
                """,
        KnownGroup =
            """
                (select id from roster.staged_child_group where import_id = @importId
                 union all
                 select g.id
                 from roster.import_rejection r join roster.child_group g on g.id = r.record_id
                 where r.import_id = @importId and r.kind = 'group')
                """;

    /// <summary>In order.</summary>
    public static readonly string[] Statements =
    [
        "select roster.analyze_staged()",
        Repeated(RecordKind.Unit, "id"),
        Repeated(RecordKind.Person, "id"),
        Repeated(RecordKind.Group, "id"),
        Repeated(RecordKind.Placement, "id"),
        Repeated(RecordKind.Duty, "id"),
        // Of two with one number it is the living one's, then whose it has been.
        Repeated(
            RecordKind.Person,
            "civic_no",
            reason: RejectionReason.CivicNumberTaken,
            field: "civicNo",
            first: """
            not active,
            not exists (select from roster.person p where p.id = of_file.id and p.civic_no = of_file.civic_no),
            item
            """
        ),
        // Who is rejected keeps his number, which then nobody else can take; and who is rejected for that keeps his.
        Reject(
            RecordKind.Person,
            RejectionReason.CivicNumberTaken,
            "civicNo",
            """
            exists (
                with recursive kept (id, civic_no) as (
                    select p.id, p.civic_no
                    from roster.import_rejection r
                    join roster.person p on p.id = r.record_id and p.active and p.civic_no is not null
                    where r.import_id = @importId and r.kind = 'person'
                    union
                    select p.id, p.civic_no
                    from kept
                    join roster.staged_person wants on wants.import_id = @importId
                         and wants.civic_no = kept.civic_no and wants.id <> kept.id
                    join roster.person p on p.id = wants.id and p.active and p.civic_no is not null)
                select from kept where kept.civic_no = s.civic_no and kept.id <> s.id)
            """
        ),
        .. Unit(RecordKind.Group, "organisation"),
        .. Unit(RecordKind.Placement, "placedAt"),
        Dangling(RecordKind.Placement, "child_id", "child", KnownPerson),
        Dangling(RecordKind.Placement, "group_id", "group", KnownGroup),
        .. Unit(RecordKind.Duty, "dutyAt"),
        Dangling(RecordKind.Duty, "person_id", "person", KnownPerson),
        OfRejected(RecordKind.Guardianship),
        Dangling(RecordKind.Guardianship, "guardian_id", "person", KnownPerson),
        Reject(RecordKind.Guardianship, RejectionReason.OwnGuardian, "person", "s.guardian_id = s.child_id"),
        Repeated(RecordKind.Guardianship, "child_id, guardian_id", first: "kind <> 'custodian', item, part"),
        OfRejected(RecordKind.Enrolment),
        .. Unit(RecordKind.Enrolment, "enroledAt"),
        Repeated(RecordKind.Enrolment, "child_id, unit_id, school_type, starts_on"),
        OfRejected(RecordKind.Membership),
        Dangling(RecordKind.Membership, "child_id", "person", KnownPerson),
        // Staff in a group are there by their duty.
        """
            delete from roster.staged_group_membership s
            where s.import_id = @importId
              and exists (select from roster.staged_duty d where d.import_id = @importId and d.person_id = s.child_id)
              and not exists (select from roster.staged_placement p
                              where p.import_id = @importId and p.child_id = s.child_id)
              and not exists (select from roster.staged_enrolment e
                              where e.import_id = @importId and e.child_id = s.child_id)
            """,
        // Nobody is in a group longer than it exists.
        """
            update roster.staged_group_membership s
            set starts_on = coalesce(s.starts_on, g.starts_on), ends_on = least(s.ends_on, g.ends_on)
            from roster.staged_child_group g
            where s.import_id = @importId and g.import_id = @importId and g.id = s.group_id
              and (s.starts_on is null or s.ends_on is distinct from least(s.ends_on, g.ends_on))
            """,
        Reject(RecordKind.Membership, RejectionReason.EndBeforeStart, "endDate", "s.ends_on < s.starts_on"),
        Repeated(RecordKind.Membership, "group_id, child_id, starts_on"),
        OfRejected(RecordKind.Assignment),
        Dangling(RecordKind.Assignment, "group_id", "group", KnownGroup),
        Repeated(RecordKind.Assignment, "duty_id, group_id, role, starts_on"),
        "delete from roster.staged_unit where import_id = @importId and kind is null",
        // Who is no guardian is written to at work, and who has no other address.
        """
            update roster.staged_person
            set email = work_email
            where import_id = @importId and email is null and work_email is not null
            """,
        """
            update roster.staged_person s
            set email = s.work_email
            where s.import_id = @importId and s.email <> s.work_email
              and not exists (select from roster.staged_guardianship g
                              where g.import_id = @importId and g.guardian_id = s.id)
            """,
        // A guardianship goes on from the one before if there is no gap; else it begins when the file says, or today.
        """
            update roster.staged_guardianship s
            set starts_on = begins.on_day,
                ends_on = case when s.ends_on < begins.on_day then begins.on_day - 1 else s.ends_on end
            from (
                select g.item, g.part, coalesce(
                    (select t.starts_on from roster.guardianship t
                     where t.child_id = g.child_id and t.guardian_id = g.guardian_id
                       and case when g.starts_on > @today then t.starts_on = g.starts_on
                                else t.starts_on <= @today
                                     and (t.ends_on is null
                                          or t.ends_on >= coalesce(g.starts_on, least(g.ends_on, @today)) - 1) end
                     order by t.starts_on desc
                     limit 1),
                    g.starts_on, least(g.ends_on, @today)) as on_day
                from roster.staged_guardianship g
                where g.import_id = @importId) begins
            where s.import_id = @importId and s.item = begins.item and s.part = begins.part
            """,
    ];

    private static string Reject(
        RecordKind name,
        RejectionReason reason,
        string field,
        string when,
        string missing = "null::uuid"
    )
    {
        var kind = Kind.Of(name);
        string About(string subject) =>
            kind.Subjects.FirstOrDefault(one => one.Name == subject)?.InFile ?? "null::uuid";
        return $"""
            with bad as (
                delete from roster.staged_{kind.Table} s
                where s.import_id = @importId and {when}
                returning s.{kind.Key[0]} as record_id, {(
                kind.PartOf is null
                    ? "null::uuid as other_id, s.item, null::int as part"
                    : $"s.{kind.Key[1]} as other_id, s.item, s.part"
            )}, {About("person_id")} as person_id, {About("unit_id")} as unit_id, {About("group_id")} as group_id,
                    {missing} as missing_id)
            insert into roster.import_rejection
                (import_id, kind, record_id, other_id, item, part, reason, field, person_id, unit_id, group_id,
                 missing_id)
            select @importId, '{name.Stored()}', record_id, other_id, item, part, '{reason.Stored()}', '{field}',
                   person_id, unit_id, group_id, missing_id
            from bad
            """;
    }

    private static string Repeated(
        RecordKind name,
        string columns,
        RejectionReason reason = RejectionReason.Repeated,
        string field = "id",
        string? first = null
    )
    {
        var kind = Kind.Of(name);
        first ??= kind.PartOf is null ? "item" : "item, part";
        return Reject(
            name,
            reason,
            field,
            $"""
            s.ctid in (select ctid from (
                select ctid, row_number() over (partition by {columns} order by {first}) as nth
                from roster.staged_{kind.Table} of_file
                where import_id = @importId and ({columns}) is not null) same
                where nth > 1)
            """
        );
    }

    private static string Dangling(RecordKind name, string column, string field, string known) =>
        Reject(
            name,
            RejectionReason.DanglingReference,
            field,
            $"s.{column} is not null and not exists (select from {known} known where known.id = s.{column})",
            missing: $"s.{column}"
        );

    private static string[] Unit(RecordKind name, string field) =>
        [
            Reject(
                name,
                RejectionReason.NotAUnit,
                field,
                """
                exists (select from roster.staged_unit u
                        where u.import_id = @importId and u.id = s.unit_id and u.kind is null)
                """
            ),
            Dangling(name, "unit_id", field, KnownUnit),
        ];

    /// <summary>The parts of a rejected record go with it, without a word of their own.</summary>
    private static string OfRejected(RecordKind name)
    {
        var kind = Kind.Of(name);
        return $"""
            delete from roster.staged_{kind.Table} s
            where s.import_id = @importId
              and not exists (select from roster.staged_{Kind.Of(
                kind.PartOf!.Value
            ).Table} whole where whole.import_id = @importId and whole.item = s.item)
            """;
    }
}
