create schema roster;
create extension if not exists btree_gist;

-- Dates are inclusive, as in SS12000; an open end is null. What was ended before it ever began ends the day before its start, and so
-- holds on no day. Ids are the roster's own.

create table roster.unit (
    id        uuid primary key,
    kind      text not null check (kind in ('preschool', 'school', 'leisure-centre')),
    name      text not null,
    code      text,
    email     text,
    phone     text,
    starts_on date not null default '1900-01-01',
    ends_on   date,
    hours_version int not null default 1,
    check (ends_on >= starts_on - 1)
);

-- When a unit is open; a weekday without a row is closed. ISO weekdays: 1 is Monday. 24:00 ends a day.
create table roster.unit_hours (
    unit_id uuid     not null references roster.unit on delete cascade,
    weekday smallint not null check (weekday between 1 and 7),
    opens   kernel.time_of_day not null,
    closes  kernel.time_of_day not null,
    primary key (unit_id, weekday),
    check (closes > opens)
);

create table roster.child_group (
    id        uuid primary key,
    unit_id   uuid not null references roster.unit,
    name      text not null,
    kind      text not null check (kind in ('class', 'department', 'mentor', 'teaching', 'other')),
    starts_on date not null,
    ends_on   date,
    hours_version int not null default 1,
    check (ends_on >= starts_on - 1)
);
create index child_group_by_unit on roster.child_group (unit_id);

-- A group's simple timetable: when its day begins and ends. Without any row the unit's hours count.
create table roster.group_hours (
    group_id uuid     not null references roster.child_group on delete cascade,
    weekday  smallint not null check (weekday between 1 and 7),
    begins   kernel.time_of_day not null,
    ends     kernel.time_of_day not null,
    primary key (group_id, weekday),
    check (ends > begins)
);

create table roster.person (
    id          uuid primary key,
    given_name  text    not null,
    family_name text    not null,
    civic_no    text,
    birth_date  date,
    protection  text    not null default 'none' check (protection in ('none', 'confidential', 'protected-registration')),
    active      boolean not null default true,
    -- The private address; of staff who are no guardians the one at work.
    email       text,
    work_email  text,
    phone       text,
    street      text,
    postal_code text,
    city        text
);
-- The roster may give a person a new id; the old one is then inactive.
create unique index person_civic_no on roster.person (civic_no) where active;
-- For searching: by the beginnings of names, by the beginning of an address, by number.
create index person_by_name on roster.person using gin (to_tsvector('simple', given_name || ' ' || family_name));
create index person_by_email on roster.person (lower(email) text_pattern_ops);
create index person_by_work_email on roster.person (lower(work_email) text_pattern_ops);
create index person_by_civic_no on roster.person (civic_no);

create table roster.guardianship (
    child_id    uuid not null references roster.person,
    guardian_id uuid not null references roster.person,
    -- A custodian has a guardian's rights (vårdnadshavare, and god man in a parent's place); a contact has none.
    kind        text not null check (kind in ('custodian', 'contact')),
    starts_on   date not null,
    ends_on     date,
    primary key (child_id, guardian_id, starts_on),
    check (child_id <> guardian_id),
    check (ends_on >= starts_on - 1)
);
-- One at a time. Not an exclusion of overlaps: the planner takes its GiST index for cheap where it reads hundreds of pages.
create unique index guardianship_open on roster.guardianship (child_id, guardian_id) where ends_on is null;
create index guardianship_by_guardian on roster.guardianship (guardian_id);

-- A child in a preschool or leisure-time centre.
create table roster.placement (
    id               uuid primary key,
    child_id         uuid not null references roster.person,
    unit_id          uuid not null references roster.unit,
    group_id         uuid references roster.child_group,
    kind             text not null check (kind in ('preschool', 'leisure')),
    reason           text,
    max_weekly_hours smallint check (max_weekly_hours between 1 and 168),
    starts_on        date not null,
    ends_on          date,
    check (ends_on >= starts_on - 1)
);
create index placement_by_child on roster.placement (child_id);
create index placement_by_unit on roster.placement (unit_id);
create index placement_by_group on roster.placement (group_id);

-- A pupil in a school.
create table roster.enrolment (
    child_id    uuid not null references roster.person,
    unit_id     uuid not null references roster.unit,
    school_type text not null,
    school_year smallint,
    starts_on   date not null,
    ends_on     date,
    primary key (child_id, unit_id, school_type, starts_on),
    check (ends_on >= starts_on - 1)
);
create index enrolment_by_unit on roster.enrolment (unit_id);

create table roster.group_membership (
    group_id  uuid not null references roster.child_group,
    child_id  uuid not null references roster.person,
    starts_on date not null,
    ends_on   date,
    primary key (group_id, child_id, starts_on),
    check (ends_on >= starts_on - 1)
);
create index group_membership_by_child on roster.group_membership (child_id);

create table roster.duty (
    id        uuid primary key,
    person_id uuid not null references roster.person,
    unit_id   uuid not null references roster.unit,
    role      text not null,
    -- Who leads the unit (rektor, förskolechef) sees all of it.
    leads     boolean not null,
    starts_on date not null,
    ends_on   date,
    check (ends_on >= starts_on - 1)
);
create index duty_by_person on roster.duty (person_id);
create index duty_by_unit on roster.duty (unit_id);

-- The groups of a duty.
create table roster.duty_group (
    duty_id   uuid not null references roster.duty on delete cascade,
    group_id  uuid not null references roster.child_group,
    role      text not null,
    starts_on date not null,
    ends_on   date,
    primary key (duty_id, group_id, role, starts_on),
    check (ends_on >= starts_on - 1)
);
create index duty_group_by_group on roster.duty_group (group_id);

-- The school-year calendar: schools attend within terms and outside holiday periods. A school year (July to June)
-- of which no term is known counts as attended throughout.
create table roster.calendar_period (
    id        uuid primary key,
    kind      text not null check (kind in ('term', 'holiday-period')),
    name      text not null,
    starts_on date not null,
    ends_on   date not null,
    version   int  not null default 1,
    check (ends_on >= starts_on),
    constraint calendar_period_apart exclude using gist (kind with =, daterange(starts_on, ends_on, '[]') with &&)
);

-- Days on which one unit is closed, or all of them (no unit): planning days, public holidays.
create table roster.closing_day (
    id      uuid primary key,
    unit_id uuid references roster.unit on delete cascade,
    day     date not null,
    reason  text not null,
    constraint closing_day_once unique nulls not distinct (unit_id, day)
);
create index closing_day_by_day on roster.closing_day (day);

-- Where a child belongs on a day: a row per unit, with the group if there is one.
create function roster.belonging(_child uuid, _day date)
returns table (unit_id uuid, group_id uuid, kind text)
language sql stable parallel safe as
$$
    select p.unit_id, p.group_id, p.kind
    from roster.placement p
    where p.child_id = _child and p.starts_on <= _day and (p.ends_on is null or p.ends_on >= _day)
    union all
    select e.unit_id, c.group_id, 'school'
    from roster.enrolment e
    left join lateral (
        select m.group_id
        from roster.group_membership m
        join roster.child_group g on g.id = m.group_id and g.unit_id = e.unit_id and g.kind = 'class'
        where m.child_id = e.child_id and m.starts_on <= _day and (m.ends_on is null or m.ends_on >= _day)
        limit 1) c on true
    where e.child_id = _child and e.starts_on <= _day and (e.ends_on is null or e.ends_on >= _day)
$$;

-- When a child's day begins and ends: from the first to the last of what it attends; no row when there is nothing.
create function roster.child_day(_child uuid, _day date)
returns table (begins interval, ends interval)
language sql stable parallel safe as
$$
    select min(coalesce(g.begins, h.opens)), max(coalesce(g.ends, h.closes))
    from roster.belonging(_child, _day) b
    left join roster.group_hours g on g.group_id = b.group_id and g.weekday = extract(isodow from _day)::int
    left join roster.unit_hours h on h.unit_id = b.unit_id and h.weekday = extract(isodow from _day)::int
        and not exists (select from roster.group_hours any_day where any_day.group_id = b.group_id)
    where coalesce(g.begins, h.opens) is not null
      and not exists (select from roster.closing_day c
                      where c.day = _day and (c.unit_id is null or c.unit_id = b.unit_id))
      and (b.kind <> 'school' or (
           not exists (select from roster.calendar_period p
                       where p.kind = 'holiday-period' and _day between p.starts_on and p.ends_on)
           and (exists (select from roster.calendar_period p
                        where p.kind = 'term' and _day between p.starts_on and p.ends_on)
                or not exists (select from roster.calendar_period p
                               where p.kind = 'term'
                                 and daterange(p.starts_on, p.ends_on, '[]')
                                     && daterange((date_trunc('year', _day - interval '6 months') + interval '6 months')::date,
                                                  (date_trunc('year', _day - interval '6 months') + interval '18 months')::date)))))
    having count(*) > 0
$$;

-- The days of a period on which a child has something to attend, the first so many. It looks no further than it must, which a query
-- that sorts cannot promise.
create function roster.child_days(_child uuid, _from date, _until date, _count int)
returns table (day date, begins interval, ends interval)
language plpgsql stable parallel safe rows 2 as
$$
begin
    day := _from;
    while day <= _until and _count > 0 loop
        select d.begins, d.ends into begins, ends from roster.child_day(_child, day) d;
        if found then
            return next;
            _count := _count - 1;
        end if;
        day := day + 1;
    end loop;
end
$$;

-- The guardianships that give a guardian's rights on a day: not after their end, nor from the child's 18th birthday on, nor when either
-- is no longer active in the roster.
create function roster.custody(_day date)
returns table (child_id uuid, guardian_id uuid)
language sql stable parallel safe as
$$
    select s.child_id, s.guardian_id
    from roster.guardianship s
    join roster.person child on child.id = s.child_id and child.active
         and (child.birth_date is null or _day < child.birth_date + interval '18 years')
    join roster.person guardian on guardian.id = s.guardian_id and guardian.active
    where s.kind = 'custodian' and s.starts_on <= _day and (s.ends_on is null or s.ends_on >= _day)
$$;

-- What a staff member is to a child on a day: of its own group, of its unit, or the headteacher of it. Protected children exist only for
-- their own group's staff and the headteacher.
create function roster.staff_relation(_staff uuid, _child uuid, _day date)
returns table (own_group boolean, headteacher boolean)
language sql stable parallel safe as
$$
    select bool_or(own.yes), bool_or(d.leads)
    from roster.belonging(_child, _day) b
    join roster.person child on child.id = _child and child.active
    join roster.duty d on d.unit_id = b.unit_id and d.person_id = _staff
         and d.starts_on <= _day and (d.ends_on is null or d.ends_on >= _day)
    join roster.person staff on staff.id = d.person_id and staff.active
    cross join lateral (
        select exists (select from roster.duty_group dg
                       where dg.duty_id = d.id and dg.group_id = b.group_id
                         and dg.starts_on <= _day and (dg.ends_on is null or dg.ends_on >= _day)) as yes) own
    where child.protection = 'none' or own.yes or d.leads
    having count(*) > 0
$$;
