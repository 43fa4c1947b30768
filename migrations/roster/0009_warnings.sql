-- What an import has taken in otherwise than it stands in the file, in the same form as what it rejects. Said once, however often the
-- records are checked.
create table roster.import_warning (
    import_id  uuid   not null references roster.import on delete cascade,
    seq        bigint generated always as identity,
    kind       text   not null,
    record_id  uuid,
    other_id   uuid,
    item       int    not null,
    part       int,
    reason     text   not null,
    field      text,
    person_id  uuid,
    unit_id    uuid,
    group_id   uuid,
    missing_id uuid,
    other_item int,
    other_part int,
    primary key (import_id, seq)
);
create unique index import_warning_once on roster.import_warning (import_id, item, kind, part, reason, field) nulls not distinct;

-- Where in the file the record is that this one is the same as, or has its number from.
alter table roster.import_rejection add column other_item int, add column other_part int;

alter table roster.person add column middle_name text;
drop index roster.person_by_name;
create index person_by_name on roster.person
    using gin (to_tsvector('simple', given_name || ' ' || coalesce(middle_name || ' ', '') || family_name));

-- Somebody whom one system knows by another id than the other does. The file may have either or both; it is one person here.
create table roster.person_alias (
    id        uuid primary key,
    person_id uuid not null references roster.person on delete cascade,
    check (id <> person_id)
);
create index person_alias_by_person on roster.person_alias (person_id);
create table roster.staged_alias (
    import_id uuid not null references roster.import on delete cascade,
    id        uuid not null,
    person_id uuid not null,
    primary key (import_id, id)
);

-- A duty at an organisation above the units is a duty at each of the units it counts for; this is the id it has in the file.
alter table roster.duty add column above_id uuid;
create index duty_by_above on roster.duty (above_id) where above_id is not null;
alter table roster.staged_duty add column above_id uuid;

-- What kinds the file says a unit is of, how far above the children an organisation is, and what is above it.
alter table roster.staged_unit
    add column kinds text not null default '',
    add column level text not null default 'unit',
    add column parent_id uuid;

alter table roster.staged_person
    add column middle_name text,
    -- The number is one that only one person has.
    add column civic_real boolean not null default true,
    add column emigrated  boolean not null default false;

-- What guardians have typed is composed from now on (NFC).
update roster.contact
set street = normalize(street), postal_code = normalize(postal_code), city = normalize(city), emergency_name = normalize(emergency_name)
where (street, postal_code, city, emergency_name)
      is distinct from (normalize(street), normalize(postal_code), normalize(city), normalize(emergency_name));
