create extension if not exists btree_gist;

create schema careschedule;

-- Of whom times are known. It is locked by whoever changes them, and counts the changes of patterns.
create table careschedule.child (
    id         uuid primary key,
    version    int         not null default 0,
    changed_by uuid,
    changed_at timestamptz,
    check ((changed_by is null) = (changed_at is null))
);

-- Counts the changes of a week's days.
create table careschedule.week (
    child_id   uuid        not null references careschedule.child,
    monday     date        not null check (extract(isodow from monday) = 1),
    version    int         not null default 1,
    changed_by uuid        not null,
    changed_at timestamptz not null,
    primary key (child_id, monday)
);

-- The times that come again, until the next pattern begins or it ends. What was valid in the past stays.
create table careschedule.pattern (
    id        uuid primary key,
    child_id  uuid        not null references careschedule.child,
    -- The child's own unit, also while it is elsewhere for some days.
    unit_id   uuid        not null,
    -- The guardian whose it is when the child has a place for each home; else all share it.
    household uuid,
    starts_on date        not null,
    ends_on   date,
    weeks     smallint    not null check (weeks between 1 and 12),
    by_staff  boolean     not null,
    laid_by   uuid        not null,
    laid_at   timestamptz not null,
    check (ends_on >= starts_on - 1),
    unique (id, weeks),
    constraint pattern_begins_once unique nulls not distinct (child_id, unit_id, household, starts_on)
);

create table careschedule.pattern_time (
    pattern_id uuid     not null,
    weeks      smallint not null,
    -- 1 is the week in which the pattern begins.
    week       smallint not null check (week between 1 and weeks),
    weekday    smallint not null check (weekday between 1 and 7),
    begins     kernel.time_of_day not null check (begins < '24:00'),
    ends       kernel.time_of_day not null check (ends > '00:00'),
    -- It ends on the day after.
    next_day   boolean  not null check (case when next_day then ends <= begins else ends > begins end),
    -- In minutes from the pattern's first Monday.
    during     int4range generated always as (
        int4range(((week - 1) * 7 + weekday - 1) * 1440 + (extract(epoch from begins::interval) / 60)::int,
                  ((week - 1) * 7 + weekday - 1 + next_day::int) * 1440
                  + (extract(epoch from ends::interval) / 60)::int)) stored,
    primary key (pattern_id, week, weekday, begins),
    foreign key (pattern_id, weeks) references careschedule.pattern (id, weeks) on delete cascade,
    constraint pattern_times_apart exclude using gist (pattern_id with =, during with &&)
);

-- What is otherwise on one day; without times the child is off.
create table careschedule.day_change (
    id         uuid primary key,
    child_id   uuid        not null references careschedule.child,
    unit_id    uuid        not null,
    household  uuid,
    day        date        not null,
    by_staff   boolean     not null,
    -- After the instant until which guardians change days.
    late       boolean     not null,
    -- Why staff have changed a day that is over.
    reason     text        check (length(reason) <= 200),
    changed_by uuid        not null,
    changed_at timestamptz not null,
    version    int         not null default 1,
    constraint day_changed_once unique nulls not distinct (child_id, unit_id, household, day)
);

create table careschedule.day_change_time (
    day_change_id uuid    not null references careschedule.day_change on delete cascade,
    begins        kernel.time_of_day not null check (begins < '24:00'),
    ends          kernel.time_of_day not null check (ends > '00:00'),
    next_day      boolean not null check (case when next_day then ends <= begins else ends > begins end),
    during        int4range generated always as (
        int4range((extract(epoch from begins::interval) / 60)::int,
                  next_day::int * 1440 + (extract(epoch from ends::interval) / 60)::int)) stored,
    primary key (day_change_id, begins),
    constraint day_change_times_apart exclude using gist (day_change_id with =, during with &&)
);
create index day_change_by_day on careschedule.day_change (day);
