-- An import of a roster file. It is outdated once another one has been applied, or when nobody has applied it in time.
create table roster.import (
    id           uuid primary key,
    file         text        not null,
    bytes        bigint      not null,
    status       text        not null check (status in ('staged', 'previewed', 'approved', 'applied', 'outdated')),
    uploaded_at  timestamptz not null,
    -- Accounts; null over the command line.
    uploaded_by  uuid,
    approved_by  uuid,
    -- The day the preview was made for.
    previewed_on date,
    end_many     boolean     not null default false,
    applied_at   timestamptz
);

-- How far the running step has come. Written beside the step's own transaction, so that others see it.
create table roster.import_progress (
    import_id uuid   primary key,
    phase     text   not null,
    done      bigint not null,
    total     bigint not null
);

-- What a preview has counted, per kind of record.
create table roster.import_count (
    import_id uuid not null references roster.import on delete cascade,
    kind      text not null,
    before    int  not null,
    added     int  not null,
    changed   int  not null,
    ended     int  not null,
    unchanged int  not null,
    rejected  int  not null,
    primary key (import_id, kind)
);

-- What an import changes, as ids; of what is changed also the fields, as [before, after].
create table roster.import_change (
    import_id   uuid   not null references roster.import on delete cascade,
    kind        text   not null,
    change      text   not null check (change in ('added', 'changed', 'ended')),
    seq         bigint generated always as identity,
    person_id   uuid,
    guardian_id uuid,
    unit_id     uuid,
    group_id    uuid,
    fields      jsonb,
    primary key (import_id, kind, change, seq)
);

-- Records an import cannot take in; what stands under the id already is left as it is. A part of a record (a guardianship, an enrolment, a
-- membership, an assignment) has the record's id and, if it can be read, the id of the other end. Item and part are positions in the
-- file's lists, from 0.
create table roster.import_rejection (
    import_id uuid   not null references roster.import on delete cascade,
    seq       bigint generated always as identity,
    kind      text   not null,
    record_id uuid,
    other_id  uuid,
    item      int    not null,
    part      int,
    reason    text   not null,
    field     text,
    value     text,
    primary key (import_id, seq)
);
create index import_rejection_by_record on roster.import_rejection (import_id, kind, record_id);

-- The records of a file, until they are applied: the tables they are for, with their place in the file and without rules.

create table roster.staged_unit (
    import_id uuid not null, item int not null,
    -- Null for an organisation that is no unit.
    id uuid not null, kind text, name text not null, code text, email text, phone text, starts_on date not null, ends_on date
);

create table roster.staged_person (
    import_id uuid not null, item int not null,
    id uuid not null, given_name text not null, family_name text not null, civic_no text, birth_date date, protection text not null,
    active boolean not null, email text, work_email text, phone text, street text, postal_code text, city text
);
create index staged_person_by_id on roster.staged_person (import_id, id);

create table roster.staged_guardianship (
    import_id uuid not null, item int not null, part int not null,
    -- The file seldom says since when.
    child_id uuid not null, guardian_id uuid not null, kind text not null, starts_on date, ends_on date
);

create table roster.staged_enrolment (
    import_id uuid not null, item int not null, part int not null,
    child_id uuid not null, unit_id uuid not null, school_type text not null, school_year smallint, starts_on date not null, ends_on date
);

create table roster.staged_placement (
    import_id uuid not null, item int not null,
    id uuid not null, child_id uuid not null, unit_id uuid not null, group_id uuid, kind text not null, reason text,
    max_weekly_hours smallint, starts_on date not null, ends_on date
);

create table roster.staged_child_group (
    import_id uuid not null, item int not null,
    id uuid not null, unit_id uuid not null, name text not null, kind text not null, starts_on date not null, ends_on date
);

create table roster.staged_group_membership (
    import_id uuid not null, item int not null, part int not null,
    group_id uuid not null, child_id uuid not null, starts_on date, ends_on date
);

create table roster.staged_duty (
    import_id uuid not null, item int not null,
    id uuid not null, person_id uuid not null, unit_id uuid not null, role text not null, leads boolean not null,
    starts_on date not null, ends_on date
);

create table roster.staged_duty_group (
    import_id uuid not null, item int not null, part int not null,
    duty_id uuid not null, person_id uuid not null, group_id uuid not null, role text not null, starts_on date not null, ends_on date
);

-- Tells the planner what a file has brought. The application may not analyze by itself: the tables are not its own.
create function roster.analyze_staged() returns void
language plpgsql security definer set search_path = pg_catalog as
$$
begin
    analyze roster.staged_unit, roster.staged_person, roster.staged_guardianship, roster.staged_enrolment, roster.staged_placement,
            roster.staged_child_group, roster.staged_group_membership, roster.staged_duty, roster.staged_duty_group;
end
$$;

-- The same for the roster itself, after an import.
create function roster.analyze_roster() returns void
language plpgsql security definer set search_path = pg_catalog as
$$
begin
    analyze roster.unit, roster.child_group, roster.person, roster.guardianship, roster.placement, roster.enrolment,
            roster.group_membership, roster.duty, roster.duty_group;
end
$$;
