-- A child is at another unit or group for some days: units merge in summer, its own is closed or repaired. It holds as
-- long as the child has a place at its own unit, whatever becomes of the record of that place. What was ended before it
-- ever began ends the day before its start.
create table roster.temporary_placement (
    id        uuid primary key,
    child_id  uuid not null references roster.person,
    home_id   uuid not null references roster.unit,
    unit_id   uuid not null references roster.unit,
    group_id  uuid references roster.child_group,
    reason    text not null check (reason in ('merge', 'closing', 'repair')),
    starts_on date not null,
    ends_on   date not null,
    version   int  not null default 1,
    check (ends_on >= starts_on - 1),
    constraint temporary_placement_apart
        exclude using gist (child_id with =, daterange(starts_on, ends_on + 1) with &&)
);
create index temporary_placement_by_child on roster.temporary_placement (child_id);
create index temporary_placement_by_home on roster.temporary_placement (home_id);
create index temporary_placement_by_unit on roster.temporary_placement (unit_id);
create index temporary_placement_by_group on roster.temporary_placement (group_id);

-- Where a unit is, for those who are told to go there.
alter table roster.unit add column street text, add column postal_code text, add column city text;
alter table roster.staged_unit add column street text, add column postal_code text, add column city text;
