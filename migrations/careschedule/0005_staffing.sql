-- The units of which somebody has said how many adults there are. It is locked by whoever changes that, and counts the
-- changes.
create table careschedule.staffed_unit (
    id         uuid primary key,
    version    int         not null default 0,
    changed_by uuid,
    changed_at timestamptz,
    check ((changed_by is null) = (changed_at is null))
);

-- The dates on which other adults are planned than usual on their weekday; without any shift there is nobody.
create table careschedule.shift_day (
    unit_id uuid not null references careschedule.staffed_unit,
    day     date not null,
    primary key (unit_id, day)
);
create index shift_day_by_day on careschedule.shift_day (day);

-- How many adults are planned from when to when: usually on a weekday, or on one date.
create table careschedule.shift (
    id       uuid primary key,
    unit_id  uuid     not null references careschedule.staffed_unit,
    -- They are with this group; else with all of them together.
    group_id uuid,
    weekday  smallint check (weekday between 1 and 7),
    day      date,
    begins   kernel.time_of_day not null check (begins < '24:00'),
    ends     kernel.time_of_day not null check (ends > '00:00'),
    -- It ends on the day after.
    next_day boolean  not null check (case when next_day then ends <= begins else ends > begins end),
    adults   smallint not null check (adults between 1 and 99),
    check ((weekday is null) <> (day is null)),
    foreign key (unit_id, day) references careschedule.shift_day on delete cascade
);
create index shift_by_unit on careschedule.shift (unit_id, day);

-- As how many children one counts that needs more than others of its age; null when it counts as they do again. Only
-- who leads the unit knows.
create table careschedule.child_weight (
    child_id uuid primary key,
    weight   numeric(4, 2) check (weight between 1 and 10),
    set_by   uuid          not null,
    set_at   timestamptz   not null,
    version  int           not null default 1
);
