-- All changes of a child's schedule are counted; a week, and the patterns, have the count of their last change. So
-- somebody who has read one week and writes in several is told of what has changed since in any of them.
alter table careschedule.child add column patterns int not null default 0;
update careschedule.child c
set version = c.version
              + coalesce((select sum(w.version)::int from careschedule.week w where w.child_id = c.id), 0);
update careschedule.child set patterns = version;
update careschedule.week w set version = c.version from careschedule.child c where c.id = w.child_id;
alter table careschedule.week alter column version drop default;
alter table careschedule.child add check (patterns between 0 and version);

-- The days of one child, of which a week is read.
create index day_change_by_child on careschedule.day_change (child_id, day);
-- Nobody updates a change: each is a new row.
alter table careschedule.day_change drop column version;

-- A row without anything tells that what was said is taken back.
alter table careschedule.people_of_day drop constraint people_of_day_check;

-- The children of whom each home sees its own days only, as the headteacher has decided.
create table careschedule.homes_apart (
    child_id uuid        primary key references careschedule.child,
    set_by   uuid        not null,
    set_at   timestamptz not null
);

-- Since when staff have been told that a home of it is no guardian any more; null while both are.
alter table careschedule.turn add column left_at timestamptz;
