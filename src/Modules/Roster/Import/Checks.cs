namespace Kapprum.Roster.Import;

/// <summary>
/// What a file's records must be to each other. A statement for each rule takes those that break it out of the staged
/// tables and notes why, or makes something else of them and notes what; the order matters, because what refers to a
/// rejected record can itself be rejected. Then the rest is brought into the roster's form. None asks in which order
/// the records stand in the file.
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
                (select id, unit_id from roster.staged_child_group where import_id = @importId
                 union all
                 select g.id, g.unit_id
                 from roster.import_rejection r join roster.child_group g on g.id = r.record_id
                 where r.import_id = @importId and r.kind = 'group')
                """,
        // An organisation with no kind is no unit.
        AboveUnits =
            """
                exists (select from roster.staged_unit u
                        where u.import_id = @importId and u.id = s.unit_id and u.kind is null)
                """,
        // The units below each organisation that is none; and of what somebody is to the children there.
        Under =
            """
                below as (
                    select id as top, id from roster.staged_unit where import_id = @importId and kind is null
                    union
                    select below.top, u.id
                    from below join roster.staged_unit u on u.import_id = @importId and u.parent_id = below.id),
                under as (
                    select below.top, u.id as unit_id, u.kind
                    from below join roster.staged_unit u
                         on u.import_id = @importId and u.id = below.id and u.kind is not null)
                """,
        IsRelated =
            """
                (exists (select from roster.staged_guardianship g
                         where g.import_id = @importId and g.guardian_id = s.id and g.kind = 'custodian'
                           and (g.ends_on is null or g.ends_on >= @today))
                 or exists (select from roster.staged_placement p
                            where p.import_id = @importId and p.child_id = s.id
                              and (p.ends_on is null or p.ends_on >= @today))
                 or exists (select from roster.staged_enrolment e
                            where e.import_id = @importId and e.child_id = s.id
                              and (e.ends_on is null or e.ends_on >= @today))
                 or exists (select from roster.staged_duty d
                            where d.import_id = @importId and d.person_id = s.id
                              and (d.ends_on is null or d.ends_on >= @today)))
                """,
        // Of several records of one thing: the one that holds today, then the next, then the last that has held.
        ByPeriod =
            """
                coalesce(starts_on, '-infinity') <= @today and coalesce(ends_on, 'infinity') >= @today desc,
                coalesce(ends_on, 'infinity') >= @today desc,
                case when starts_on > @today then starts_on end,
                ends_on desc nulls first, starts_on desc nulls last
                """,
        // What tells two records apart whatever their order in the file is.
        ByContent = "(to_jsonb(of_file) - 'item' - 'part')::text collate \"C\" desc",
        // The name as two systems write it: one may know more of the given names.
        NameKey = "lower(family_name || '|' || split_part(given_name, ' ', 1))";

    /// <summary>In order.</summary>
    public static readonly string[] Statements =
    [
        "select roster.analyze_staged()",
        Repeated(RecordKind.Unit, "id"),
        Repeated(RecordKind.Person, "id", "not active"),
        Repeated(RecordKind.Group, "id", ByPeriod),
        Repeated(RecordKind.Placement, "id", ByPeriod),
        Repeated(RecordKind.Duty, "id", ByPeriod),
        OfRejected(RecordKind.Owner),
        OfRejected(RecordKind.Guardianship),
        OfRejected(RecordKind.Enrolment),
        OfRejected(RecordKind.Membership),
        OfRejected(RecordKind.Assignment),
        .. OnePerson,
        // Of two with one number it is the living one's, then whose it has been.
        Repeated(
            RecordKind.Person,
            "civic_no",
            """
            not active,
            not exists (select from roster.person p where p.id = of_file.id and p.civic_no = of_file.civic_no),
            id
            """,
            RecordProblem.CivicNumberTaken,
            "civicNo",
            among: "civic_real"
        ),
        // Who is rejected keeps his number, which then nobody else can take; and who is rejected for that keeps his.
        Reject(
            RecordKind.Person,
            RecordProblem.CivicNumberTaken,
            "civicNo",
            "kept.civic_no = s.civic_no and kept.id <> s.id and s.civic_real",
            with: """
            recursive kept (id, civic_no, item) as (
                select p.id, p.civic_no, r.item
                from roster.import_rejection r
                join roster.person p on p.id = r.record_id and p.active and p.civic_no is not null
                where r.import_id = @importId and r.kind = 'person'
                union
                select p.id, p.civic_no, wants.item
                from kept
                join roster.staged_person wants on wants.import_id = @importId
                     and wants.civic_no = kept.civic_no and wants.id <> kept.id
                join roster.person p on p.id = wants.id and p.active and p.civic_no is not null),
            """,
            from: "kept",
            other: "kept.item, null::int"
        ),
        // A number that need not be anybody's own is nobody's when several have it.
        .. SharedNumber,
        WithoutPerson(RecordKind.Guardianship),
        WithoutPerson(RecordKind.Enrolment),
        // Where children are, is a unit, whatever it is called.
        """
            update roster.staged_unit u
            set kind = 'school'
            where u.import_id = @importId and u.kind is null and u.level = 'unknown'
              and (exists (select from roster.staged_placement p
                           where p.import_id = @importId and p.unit_id = u.id)
                   or exists (select from roster.staged_enrolment e
                              where e.import_id = @importId and e.unit_id = u.id))
            """,
        .. Unit(RecordKind.Placement, "placedAt"),
        Dangling(RecordKind.Placement, "child_id", "child", KnownPerson),
        OfRejected(RecordKind.Owner),
        Dangling(RecordKind.Owner, "owner_id", "owners", KnownPerson),
        Repeated(RecordKind.Owner, "placement_id, owner_id"),
        .. Unit(RecordKind.Enrolment, "enroledAt"),
        Repeated(RecordKind.Enrolment, "child_id, unit_id, school_type, starts_on", ByPeriod),
        Dangling(RecordKind.Guardianship, "guardian_id", "person", KnownPerson),
        Reject(RecordKind.Guardianship, RecordProblem.OwnGuardian, "person", "s.guardian_id = s.child_id"),
        .. Periods,
        .. KindOfUnit,
        Warn(RecordKind.Group, RecordProblem.AboveUnits, "organisation", AboveUnits),
        GroupsAboveUnits,
        NotAUnit(RecordKind.Group, "organisation"),
        Dangling(RecordKind.Group, "unit_id", "organisation", KnownUnit),
        // A child is where it is placed, whether or not its group is known.
        Warn(
            RecordKind.Placement,
            RecordProblem.DanglingReference,
            "group",
            $"s.group_id is not null and not exists (select from {KnownGroup} known where known.id = s.group_id)",
            missing: "s.group_id"
        ),
        $"""
            update roster.staged_placement s
            set group_id = null
            where s.import_id = @importId and s.group_id is not null
              and not exists (select from {KnownGroup} known where known.id = s.group_id)
            """,
        // Of a split place of which one placement names no group the other one does: it is one place.
        """
            update roster.staged_placement s
            set group_id = other.group_id
            from roster.staged_placement other
            where s.import_id = @importId and s.group_id is null and other.import_id = @importId
              and other.child_id = s.child_id and other.unit_id = s.unit_id and other.kind = s.kind
              and other.id <> s.id and other.group_id is not null
              and daterange(s.starts_on, s.ends_on, '[]') && daterange(other.starts_on, other.ends_on, '[]')
            """,
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
        Reject(RecordKind.Membership, RecordProblem.EndBeforeStart, "endDate", "s.ends_on < s.starts_on"),
        Repeated(RecordKind.Membership, "group_id, child_id, starts_on", ByPeriod),
        Dangling(RecordKind.Duty, "person_id", "person", KnownPerson),
        OfRejected(RecordKind.Assignment),
        Dangling(RecordKind.Assignment, "group_id", "group", KnownGroup),
        Repeated(RecordKind.Assignment, "duty_id, group_id, role, starts_on", ByPeriod),
        .. DutiesAboveUnits,
        Dangling(RecordKind.Duty, "unit_id", "dutyAt", KnownUnit),
        OfRejected(RecordKind.Assignment),
        "delete from roster.staged_unit where import_id = @importId and kind is null",
        // Moving abroad ends neither custody nor a placement; dying does.
        Warn(RecordKind.Person, RecordProblem.Emigrated, "personStatus", $"s.emigrated and s.active and {IsRelated}"),
        Warn(
            RecordKind.Person,
            RecordProblem.Deceased,
            "personStatus",
            $"not s.emigrated and not s.active and {IsRelated}"
        ),
        $"""
            update roster.staged_person s
            set active = false
            where s.import_id = @importId and s.emigrated and s.active and not {IsRelated}
            """,
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
        // Who owns a placement goes on doing so; the first to do so from its start on, others from today.
        """
            update roster.staged_placement_owner s
            set starts_on = case when p.starts_on > @today then p.starts_on else coalesce(
                (select t.starts_on from roster.placement_owner t
                 where t.placement_id = s.placement_id and t.owner_id = s.owner_id and t.starts_on <= @today
                   and (t.ends_on is null or t.ends_on >= @today)
                 order by t.starts_on desc
                 limit 1),
                case when exists (select from roster.placement_owner t where t.placement_id = p.id)
                     then @today else p.starts_on end) end
            from roster.staged_placement p
            where s.import_id = @importId and p.import_id = @importId and p.id = s.placement_id
            """,
        // Of what is rejected nothing has been made.
        """
            delete from roster.import_warning w
            using roster.import_rejection r
            where w.import_id = @importId and r.import_id = @importId and r.kind = w.kind and r.item = w.item
              and r.part is not distinct from w.part
            """,
    ];

    /// <summary>
    /// Two systems may know one person by two ids. With one number and one name it is one person here: by the id the
    /// roster has, which stays the one also when a later file has only the other.
    /// </summary>
    private static string[] OnePerson =>
        [
            $"""
                with twin as (
                    select s.id, s.civic_no, {NameKey} as name
                    from roster.staged_person s
                    where s.import_id = @importId and s.civic_real and s.civic_no in (
                        select civic_no
                        from roster.staged_person
                        where import_id = @importId and civic_real
                        group by civic_no having count(*) > 1)),
                one as (
                    select twin.id, first_value(twin.id) over (
                               partition by twin.civic_no, coalesce(known.name, twin.name)
                               order by p.active is true desc, p.id is null, twin.id) as person_id
                    from twin
                    left join roster.person p on p.id = twin.id
                    left join roster.person_alias a on a.id = twin.id
                    left join twin known on known.id = a.person_id and known.civic_no = twin.civic_no)
                insert into roster.staged_alias (import_id, id, person_id)
                select @importId, id, person_id from one where id <> person_id
                on conflict do nothing
                """,
            // Of those known by another id before, whom the file has by this one only.
            """
                insert into roster.staged_alias (import_id, id, person_id)
                select @importId, s.id, a.person_id
                from roster.staged_person s
                join roster.person_alias a on a.id = s.id
                join roster.person p on p.id = a.person_id and p.civic_no = s.civic_no
                where s.import_id = @importId and s.civic_real
                  and not exists (select from roster.staged_person x
                                  where x.import_id = @importId and x.id = a.person_id)
                on conflict do nothing
                """,
            // Or whose record the file has rejected.
            """
                insert into roster.staged_alias (import_id, id, person_id)
                select @importId, a.id, a.person_id
                from roster.person_alias a
                where not exists (select from roster.staged_person s where s.import_id = @importId and s.id = a.id)
                on conflict do nothing
                """,
            """
                update roster.staged_alias a
                set person_id = b.person_id
                from roster.staged_alias b
                where a.import_id = @importId and b.import_id = @importId and b.id = a.person_id
                """,
            // Of several of whom none has the roster's id, one gets it.
            """
                update roster.staged_person s
                set id = a.person_id
                from roster.staged_alias a
                where s.import_id = @importId and a.import_id = @importId and a.id = s.id
                  and not exists (select from roster.staged_person x
                                  where x.import_id = @importId and x.id = a.person_id)
                  and not exists (select from roster.staged_alias b
                                  join roster.staged_person x on x.import_id = @importId and x.id = b.id
                                  where b.import_id = @importId and b.person_id = a.person_id and b.id < a.id)
                """,
            Warn(
                RecordKind.Person,
                RecordProblem.SamePerson,
                "civicNo",
                "a.import_id = @importId and a.id = s.id and o.import_id = @importId and o.id = a.person_id",
                from: "roster.staged_alias a, roster.staged_person o",
                other: "o.item, null::int"
            ),
            """
                update roster.staged_person s
                set middle_name = coalesce(s.middle_name, others.middle_name),
                    birth_date = coalesce(s.birth_date, others.birth_date),
                    protection = case
                        when 'protected-registration' in (s.protection, others.protection)
                            then 'protected-registration'
                        when 'confidential' in (s.protection, others.protection) then 'confidential'
                        else 'none' end,
                    active = s.active or others.active,
                    emigrated = s.emigrated and others.emigrated,
                    email = coalesce(s.email, others.email),
                    work_email = coalesce(s.work_email, others.work_email),
                    phone = coalesce(s.phone, others.phone),
                    street = case when s.street is null then others.street else s.street end,
                    postal_code = case when s.street is null then others.postal_code else s.postal_code end,
                    city = case when s.street is null then others.city else s.city end
                from (
                    select a.person_id, max(o.middle_name) as middle_name, max(o.birth_date) as birth_date,
                           max(o.protection) filter (where o.protection <> 'none') as protection,
                           bool_or(o.active) as active, bool_and(o.emigrated) as emigrated,
                           min(o.email) as email, min(o.work_email) as work_email, min(o.phone) as phone,
                           (array_agg(o.street order by o.id) filter (where o.street is not null))[1] as street,
                           (array_agg(o.postal_code order by o.id) filter (where o.street is not null))[1]
                               as postal_code,
                           (array_agg(o.city order by o.id) filter (where o.street is not null))[1] as city
                    from roster.staged_alias a
                    join roster.staged_person o on o.import_id = @importId and o.id = a.id
                    where a.import_id = @importId
                    group by a.person_id) others
                where s.import_id = @importId and s.id = others.person_id
                """,
            """
                delete from roster.staged_person s
                using roster.staged_alias a
                where s.import_id = @importId and a.import_id = @importId and a.id = s.id
                """,
            .. from place in ((string Table, string Column, string Kinds)[])
                [
                    ("staged_guardianship", "child_id", ""),
                    ("staged_guardianship", "guardian_id", ""),
                    ("staged_enrolment", "child_id", ""),
                    ("staged_placement", "child_id", ""),
                    ("staged_placement_owner", "child_id", ""),
                    ("staged_placement_owner", "owner_id", ""),
                    ("staged_group_membership", "child_id", ""),
                    ("staged_duty", "person_id", ""),
                    ("staged_duty_group", "person_id", ""),
                    ("import_rejection", "person_id", ""),
                    ("import_warning", "person_id", ""),
                    ("import_rejection", "record_id", "and s.kind in ('person', 'guardianship', 'enrolment')"),
                    ("import_rejection", "other_id", "and s.kind in ('guardianship', 'membership', 'owner')"),
                ]
            select $"""
                update roster.{place.Table} s
                set {place.Column} = a.person_id
                from roster.staged_alias a
                where s.import_id = @importId and a.import_id = @importId and a.id = s.{place.Column} {place.Kinds}
                """,
        ];

    private static string[] SharedNumber
    {
        get
        {
            const string shared = """
                not s.civic_real and s.civic_no is not null
                and (exists (select from roster.staged_person o
                             where o.import_id = @importId and o.civic_no = s.civic_no and o.id <> s.id)
                     or exists (select from roster.import_rejection r
                                join roster.person o on o.id = r.record_id and o.active
                                where r.import_id = @importId and r.kind = 'person' and o.civic_no = s.civic_no
                                  and o.id <> s.id))
                """;
            return
            [
                Warn(RecordKind.Person, RecordProblem.SharedNumber, "civicNo", shared),
                // All at once: each is shared as long as the others have it.
                $"update roster.staged_person s set civic_no = null where s.import_id = @importId and {shared}",
            ];
        }
    }

    /// <summary>
    /// Between the same two people: the period that holds, or the next, and what comes after it. What it covers is the
    /// same once more; what is over does not count.
    /// </summary>
    private static string[] Periods
    {
        get
        {
            const string same = """
                several as (
                    select child_id, guardian_id
                    from roster.staged_guardianship
                    where import_id = @importId
                    group by child_id, guardian_id having count(*) > 1),
                """;
            return
            [
                Reject(
                    RecordKind.Guardianship,
                    RecordProblem.Repeated,
                    "id",
                    """
                    s.ctid = same.at and same.nth > 1
                    and daterange(s.starts_on, s.ends_on, '[]') && daterange(same.begins, same.ends, '[]')
                    """,
                    with: $"""
                    {same}
                    same as (
                        select of_file.ctid as at, row_number() over best as nth,
                               first_value(item) over best as item, first_value(part) over best as part,
                               first_value(starts_on) over best as begins, first_value(ends_on) over best as ends
                        from roster.staged_guardianship of_file
                        join several using (child_id, guardian_id)
                        where of_file.import_id = @importId
                        window best as (
                            partition by child_id, guardian_id
                            order by coalesce(starts_on, '-infinity') <= @today
                                     and coalesce(ends_on, 'infinity') >= @today desc,
                                     coalesce(ends_on, 'infinity') >= @today desc,
                                     kind <> 'custodian', {ByPeriod}, {ByContent}, item, part)),
                    """,
                    from: "same",
                    other: "same.item, same.part"
                ),
                $"""
                    with {same.TrimEnd().TrimEnd(',')},
                    lasting as (
                        select of_file.ctid as at, ends_on < @today as is_over,
                               bool_or(coalesce(ends_on, 'infinity') >= @today) over pair as one_lasts,
                               row_number() over (pair order by ends_on desc, starts_on desc, item, part) as nth,
                               starts_on <= max(coalesce(ends_on, 'infinity')) over (
                                   pair order by starts_on nulls first, item, part
                                   rows between unbounded preceding and 1 preceding) as is_covered
                        from roster.staged_guardianship of_file
                        join several using (child_id, guardian_id)
                        where of_file.import_id = @importId
                        window pair as (partition by child_id, guardian_id))
                    delete from roster.staged_guardianship s
                    using lasting
                    where s.ctid = lasting.at
                      and (lasting.is_over and (lasting.one_lasts or lasting.nth > 1)
                           or not lasting.is_over and lasting.is_covered)
                    """,
            ];
        }
    }

    /// <summary>
    /// What a unit is, where the file leaves it open: what most of the children there are. Where the file says it, the
    /// unit is that, and children of another kind are noted: their hours may be others.
    /// </summary>
    private static string[] KindOfUnit
    {
        get
        {
            const string seen = """
                here as (
                    select unit_id, count(*) filter (where kind = 'school') as pupils,
                           count(*) filter (where kind = 'preschool') as preschoolers,
                           count(*) filter (where kind = 'leisure') as leisure
                    from (
                        select unit_id, kind, ends_on from roster.staged_placement where import_id = @importId
                        union all
                        select unit_id, case school_type when 'FS' then 'preschool' else 'school' end, ends_on
                        from roster.staged_enrolment
                        where import_id = @importId) child
                    where ends_on is null or ends_on >= @today
                    group by unit_id),
                seen as (
                    select u.id, case when preschoolers > pupils then 'preschool'
                                      when pupils > 0 then 'school'
                                      when leisure > 0 then 'leisure-centre' end as kind,
                           preschoolers > 0 and u.kind <> 'preschool' or pupils > 0 and u.kind <> 'school' as differs
                    from here join roster.staged_unit u on u.import_id = @importId and u.id = here.unit_id)
                """;
            const string open = "(s.kinds = '' or seen.kind = any(string_to_array(s.kinds, ',')))";
            return
            [
                Warn(
                    RecordKind.Unit,
                    RecordProblem.KindByChildren,
                    "schoolTypes",
                    $"seen.id = s.id and seen.kind is not null and s.kind is not null and {open} "
                        + "and (s.kinds = '' or seen.kind <> s.kind)",
                    with: seen,
                    from: "seen"
                ),
                $"""
                    with {seen}
                    update roster.staged_unit s
                    set kind = seen.kind
                    from seen
                    where s.import_id = @importId and s.id = seen.id and seen.kind is not null and s.kind is not null
                      and {open}
                    """,
                Warn(
                    RecordKind.Unit,
                    RecordProblem.KindDiffers,
                    "schoolTypes",
                    "seen.id = s.id and s.kind is not null and seen.differs",
                    with: seen,
                    from: "seen"
                ),
            ];
        }
    }

    /// <summary>
    /// The standard lets a group be at any organisation. It is at the unit where most of its children are; if it
    /// has none yet, at the first one below that is of its kind.
    /// </summary>
    private const string GroupsAboveUnits = $"""
        with recursive {Under},
        above as (
            select g.id, g.unit_id as top,
                   case g.kind when 'department' then 'preschool' else 'school' end as kind
            from roster.staged_child_group g
            join roster.staged_unit u on u.import_id = @importId and u.id = g.unit_id and u.kind is null
            where g.import_id = @importId),
        child_at as (
            select child_id, unit_id, group_id from roster.staged_placement
            where import_id = @importId and (ends_on is null or ends_on >= @today)
            union all
            select child_id, unit_id, null from roster.staged_enrolment
            where import_id = @importId and (ends_on is null or ends_on >= @today)),
        counted as (
            select above.id, here.unit_id, count(distinct here.child_id) as children
            from above
            join (select group_id, unit_id, child_id from child_at where group_id is not null
                  union
                  select m.group_id, at.unit_id, m.child_id
                  from roster.staged_group_membership m join child_at at on at.child_id = m.child_id
                  where m.import_id = @importId) here on here.group_id = above.id
            group by above.id, here.unit_id),
        found as (
            select distinct on (above.id) above.id, u.id as unit_id
            from above
            join (select id, unit_id, children from counted
                  union all
                  select above.id, under.unit_id, 0 from above join under on under.top = above.top) place
                 on place.id = above.id
            join roster.staged_unit u on u.import_id = @importId and u.id = place.unit_id and u.kind is not null
            order by above.id, children > 0 desc, u.kind = above.kind desc, children desc, u.name, u.id)
        update roster.staged_child_group g
        set unit_id = found.unit_id
        from found
        where g.import_id = @importId and g.id = found.id
        """;

    /// <summary>
    /// The standard lets a duty be at any organisation. With groups it counts for the units of their children; without,
    /// and of who leads, for all units below. At who runs the schools it names no children: one who teaches somewhere
    /// in a city must not see all of its children.
    /// </summary>
    private static string[] DutiesAboveUnits =>
        [
            Warn(RecordKind.Duty, RecordProblem.AboveUnits, "dutyAt", AboveUnits),
            $"""
                with recursive {Under},
                above as (
                    select d.*, u.level
                    from roster.staged_duty d
                    join roster.staged_unit u on u.import_id = @importId and u.id = d.unit_id and u.kind is null
                    where d.import_id = @importId),
                {UnitsOfGroups},
                counts_for as (
                    select above.id, place.unit_id
                    from above
                    join roster.staged_duty_group a on a.import_id = @importId and a.duty_id = above.id
                    join place on place.group_id = a.group_id
                    union
                    select above.id, under.unit_id
                    from above join under on under.top = above.unit_id
                    where (above.level <> 'owner'
                           or (select count(*) from under every where every.top = above.unit_id) = 1)
                      and (above.leads or not exists (select from roster.staged_duty_group a
                                                      where a.import_id = @importId and a.duty_id = above.id)))
                insert into roster.staged_duty
                    (import_id, item, id, person_id, unit_id, role, leads, starts_on, ends_on, above_id)
                select @importId, above.item, md5(above.id::text || counts_for.unit_id)::uuid, above.person_id,
                       counts_for.unit_id, above.role, above.leads, above.starts_on, above.ends_on, above.id
                from above join counts_for using (id)
                """,
            $"""
                with {UnitsOfGroups}
                insert into roster.staged_duty_group
                    (import_id, item, part, duty_id, person_id, group_id, role, starts_on, ends_on)
                select @importId, a.item, a.part, d.id, a.person_id, a.group_id, a.role, a.starts_on, a.ends_on
                from roster.staged_duty d
                join roster.staged_duty_group a on a.import_id = @importId and a.duty_id = d.above_id
                join place on place.group_id = a.group_id and place.unit_id = d.unit_id
                where d.import_id = @importId
                """,
            $"""
                delete from roster.staged_duty_group a
                using roster.staged_duty s
                where a.import_id = @importId and s.import_id = @importId and s.id = a.duty_id and {AboveUnits}
                """,
            Warn(
                RecordKind.Duty,
                RecordProblem.Nowhere,
                "dutyAt",
                $"""
                {AboveUnits}
                and not exists (select from roster.staged_duty d where d.import_id = @importId and d.above_id = s.id)
                """
            ),
            // What is said of it then is that alone.
            """
                delete from roster.import_warning above
                using roster.import_warning nowhere
                where above.import_id = @importId and above.kind = 'duty' and above.reason = 'above-units'
                  and nowhere.import_id = @importId and nowhere.kind = 'duty' and nowhere.reason = 'nowhere'
                  and nowhere.item = above.item
                """,
            $"delete from roster.staged_duty s where s.import_id = @importId and {AboveUnits}",
        ];

    /// <summary>The units a group is of: its own, and those its children are placed at.</summary>
    private const string UnitsOfGroups = $"""
        place as (
            select id as group_id, unit_id from {KnownGroup} known
            union
            select group_id, unit_id from roster.staged_placement where import_id = @importId and group_id is not null)
        """;

    /// <param name="with">Common table expressions, ending in a comma.</param>
    /// <param name="from">What they are compared with.</param>
    /// <param name="other">Item and part of the record it is because of.</param>
    private static string Reject(
        RecordKind name,
        RecordProblem reason,
        string field,
        string when,
        string missing = "null::uuid",
        string with = "",
        string? from = null,
        string other = "null::int, null::int"
    )
    {
        var kind = RecordTable.Of(name);
        return $"""
            with {with}
            bad as (
                delete from roster.staged_{kind.Table} s
                {(from is null ? "" : $"using {from}")}
                where s.import_id = @importId and {when}
                returning {Noted(kind, missing, other)}, {NameOf(name)})
            insert into roster.import_rejection ({NotedColumns}, name, protected)
            select distinct on (item, part) @importId, '{name.Stored()}', '{reason.Stored()}', '{field}', bad.*
            from bad
            order by item, part, other_item, other_part
            """;
    }

    /// <summary>Notes what is made of those that are as said; once, however often it is checked.</summary>
    /// <param name="with">Common table expressions.</param>
    private static string Warn(
        RecordKind name,
        RecordProblem reason,
        string field,
        string when,
        string missing = "null::uuid",
        string? with = null,
        string? from = null,
        string other = "null::int, null::int"
    ) =>
        $"""
            {(with is null ? "" : $"with {with}")}
            insert into roster.import_warning ({NotedColumns})
            select @importId, '{name.Stored()}', '{reason.Stored()}', '{field}', {Noted(
                RecordTable.Of(name),
                missing,
                other
            )}
            from roster.staged_{RecordTable.Of(name).Table} s {(from is null ? "" : $", {from}")}
            where s.import_id = @importId and {when}
            on conflict do nothing
            """;

    private const string NotedColumns = """
        import_id, kind, reason, field, record_id, other_id, item, part, person_id, unit_id, group_id, missing_id,
        other_item, other_part
        """;

    /// <summary>What a record is called that is nowhere else, and whether that may not be told.</summary>
    private static string NameOf(RecordKind name) =>
        name switch
        {
            RecordKind.Person => """
                case when s.protection = 'none' then trim(s.given_name || ' ' || s.family_name) end as name,
                s.protection <> 'none' as protected
                """,
            RecordKind.Unit or RecordKind.Group => "s.name as name, false as protected",
            _ => "null::text as name, false as protected",
        };

    private static string Noted(RecordTable kind, string missing, string other)
    {
        string About(string subject) =>
            kind.Subjects.FirstOrDefault(one => one.Name == subject)?.InFile ?? "null::uuid";
        var place = other.Split(", ");
        return string.Join(
            ", ",
            $"s.{kind.Key[0]} as record_id",
            kind.PartOf is null
                ? "null::uuid as other_id, s.item, null::int as part"
                : $"s.{kind.Key[1]} as other_id, s.item, s.part",
            $"{About("person_id")} as person_id",
            $"{About("unit_id")} as unit_id",
            $"{About("group_id")} as group_id",
            $"{missing} as missing_id",
            $"{place[0]} as other_item",
            $"{place[1]} as other_part"
        );
    }

    /// <param name="columns">What makes it the same.</param>
    /// <param name="first">Which of them stays; of those that are alike in that, the same whatever their order.</param>
    /// <param name="among">Which ones may be the same at all.</param>
    private static string Repeated(
        RecordKind name,
        string columns,
        string? first = null,
        RecordProblem reason = RecordProblem.Repeated,
        string field = "id",
        string among = "true"
    )
    {
        var kind = RecordTable.Of(name);
        var place = kind.PartOf is null ? "item" : "item, part";
        return Reject(
            name,
            reason,
            field,
            "s.ctid = same.at and same.nth > 1",
            with: $"""
            same as (
                select ctid as at, row_number() over best as nth, first_value(item) over best as item,
                       {(kind.PartOf is null ? "null::int" : "first_value(part) over best")} as part
                from roster.staged_{kind.Table} of_file
                where import_id = @importId and {among} and ({columns}) in (
                    select {columns}
                    from roster.staged_{kind.Table}
                    where import_id = @importId and {among}
                    group by {columns} having count(*) > 1)
                window best as (
                    partition by {columns}
                    order by {(first is null ? "" : $"{first}, ")}{ByContent}, {place})),
            """,
            from: "same",
            other: "same.item, same.part"
        );
    }

    private static string Dangling(RecordKind name, string column, string field, string known) =>
        Reject(
            name,
            RecordProblem.DanglingReference,
            field,
            $"s.{column} is not null and not exists (select from {known} known where known.id = s.{column})",
            missing: $"s.{column}"
        );

    private static string[] Unit(RecordKind name, string field) =>
        [NotAUnit(name, field), Dangling(name, "unit_id", field, KnownUnit)];

    private static string NotAUnit(RecordKind name, string field) =>
        Reject(name, RecordProblem.NotAUnit, field, AboveUnits);

    /// <summary>The parts of a rejected record go with it, without a word of their own.</summary>
    private static string OfRejected(RecordKind name)
    {
        var kind = RecordTable.Of(name);
        return $"""
            delete from roster.staged_{kind.Table} s
            where s.import_id = @importId
              and not exists (select from roster.staged_{RecordTable.Of(
                kind.PartOf!.Value
            ).Table} whole where whole.import_id = @importId and whole.item = s.item)
            """;
    }

    /// <summary>The same for parts of people, of whom one may have come in two records.</summary>
    private static string WithoutPerson(RecordKind name) =>
        $"""
            delete from roster.staged_{RecordTable.Of(name).Table} s
            where s.import_id = @importId
              and not exists (select from roster.staged_person whole
                              where whole.import_id = @importId and whole.id = s.child_id)
            """;
}
