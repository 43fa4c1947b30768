-- The frame that is kept: what is possible at units and groups on the days around today, as roster.frame_of says it. It
-- is renewed in the transaction that changes what makes it, by triggers (repeatable/frame_changed.sql), and a day is
-- added every night. No child stands in it.

-- The days that are kept, and why pupils have no school on them.
create table roster.frame_calendar (
    day    date primary key,
    closed text,
    reason text
);

-- A row per piece; a day without any has one row that says why. No references: who renews a unit's frame would wait for
-- who changes the unit, and the other way round.
create table roster.frame_day (
    -- The group, when it has a timetable, or the unit.
    place_id uuid     not null,
    day      date     not null,
    nth      smallint not null,
    unit_id  uuid     not null,
    group_id uuid,
    begins   kernel.time_of_day,
    ends     kernel.time_of_day,
    closed   text,
    reason   text,
    primary key (place_id, day, nth),
    check ((begins is null) = (closed is not null) and (begins is null) = (ends is null))
);
create index frame_day_by_unit on roster.frame_day (unit_id, day);

-- Whether a group has a timetable, and so a frame of its own: it stands where the group is looked up anyway.
alter table roster.child_group add column timetabled boolean not null default false;
update roster.child_group g
set timetabled = true
where exists (select from roster.group_hours t where t.group_id = g.id);
