-- When guardians were told that the times do not fit where the child is on that day.
alter table careschedule.answer add column told_outside_at timestamptz;
