-- Whatever makes the frame renews what is kept of it, whoever changes it: a command, an import, the demo. Once a
-- statement, however many rows it is about.
create or replace function roster.frame_of_units_changed() returns trigger
language plpgsql as
$$
begin
    perform roster.renew_frame(array_agg(distinct c.unit_id), '-infinity', 'infinity') from changed c having count(*) > 0;
    return null;
end
$$;

create or replace function roster.frame_of_new_units() returns trigger
language plpgsql as
$$
begin
    perform roster.renew_frame(array_agg(c.id), '-infinity', 'infinity') from changed c having count(*) > 0;
    return null;
end
$$;

create or replace function roster.frame_of_groups_changed() returns trigger
language plpgsql as
$$
begin
    update roster.child_group g
    set timetabled = not g.timetabled
    where g.id in (select c.group_id from changed c)
      and g.timetabled <> exists (select from roster.group_hours t where t.group_id = g.id);
    perform roster.renew_frame(array_agg(distinct g.unit_id), '-infinity', 'infinity')
    from changed c join roster.child_group g on g.id = c.group_id
    having count(*) > 0;
    return null;
end
$$;

create or replace function roster.frame_of_moved_groups() returns trigger
language plpgsql as
$$
begin
    perform roster.renew_frame(array_agg(distinct moved.unit_id), '-infinity', 'infinity')
    from (select unnest(array[b.unit_id, a.unit_id]) as unit_id
          from before b join after a on a.id = b.id and a.unit_id <> b.unit_id) moved
    having count(*) > 0;
    return null;
end
$$;

create or replace function roster.frame_of_days_changed() returns trigger
language plpgsql as
$$
begin
    perform roster.renew_frame(
        case when bool_or(c.unit_id is null) then (select array_agg(u.id) from roster.unit u)
             else array_agg(distinct c.unit_id) end, c.day, c.day)
    from changed c
    group by c.day
    order by c.day;
    return null;
end
$$;

create or replace function roster.frame_of_times_changed() returns trigger
language plpgsql as
$$
begin
    perform roster.renew_frame(
        case when bool_or(d.unit_id is null) then (select array_agg(u.id) from roster.unit u)
             else array_agg(distinct d.unit_id) end, d.day, d.day)
    from changed c join roster.closing_day d on d.id = c.closing_day_id
    group by d.day
    order by d.day;
    return null;
end
$$;

create or replace function roster.frame_of_calendar_changed() returns trigger
language plpgsql as
$$
begin
    lock table roster.frame_calendar in share row exclusive mode;
    update roster.frame_calendar k
    set closed = rules.closed, reason = rules.reason
    from (select kept.day, n.closed, n.reason
          from roster.frame_calendar kept left join roster.no_school(kept.day) n on true) rules
    where rules.day = k.day and (k.closed, k.reason) is distinct from (rules.closed, rules.reason);
    return null;
end
$$;

create or replace trigger frame_unit_hours_insert after insert on roster.unit_hours
    referencing new table as changed
    for each statement execute function roster.frame_of_units_changed();
create or replace trigger frame_unit_hours_update after update on roster.unit_hours
    referencing new table as changed
    for each statement execute function roster.frame_of_units_changed();
create or replace trigger frame_unit_hours_update_of after update on roster.unit_hours
    referencing old table as changed
    for each statement execute function roster.frame_of_units_changed();
create or replace trigger frame_unit_hours_delete after delete on roster.unit_hours
    referencing old table as changed
    for each statement execute function roster.frame_of_units_changed();
create or replace trigger frame_group_hours_insert after insert on roster.group_hours
    referencing new table as changed
    for each statement execute function roster.frame_of_groups_changed();
create or replace trigger frame_group_hours_update after update on roster.group_hours
    referencing new table as changed
    for each statement execute function roster.frame_of_groups_changed();
create or replace trigger frame_group_hours_update_of after update on roster.group_hours
    referencing old table as changed
    for each statement execute function roster.frame_of_groups_changed();
create or replace trigger frame_group_hours_delete after delete on roster.group_hours
    referencing old table as changed
    for each statement execute function roster.frame_of_groups_changed();
create or replace trigger frame_closing_day_insert after insert on roster.closing_day
    referencing new table as changed
    for each statement execute function roster.frame_of_days_changed();
create or replace trigger frame_closing_day_update after update on roster.closing_day
    referencing new table as changed
    for each statement execute function roster.frame_of_days_changed();
create or replace trigger frame_closing_day_update_of after update on roster.closing_day
    referencing old table as changed
    for each statement execute function roster.frame_of_days_changed();
create or replace trigger frame_closing_day_delete after delete on roster.closing_day
    referencing old table as changed
    for each statement execute function roster.frame_of_days_changed();
create or replace trigger frame_closing_day_hours_insert after insert on roster.closing_day_hours
    referencing new table as changed
    for each statement execute function roster.frame_of_times_changed();
create or replace trigger frame_closing_day_hours_update after update on roster.closing_day_hours
    referencing new table as changed
    for each statement execute function roster.frame_of_times_changed();
create or replace trigger frame_closing_day_hours_update_of after update on roster.closing_day_hours
    referencing old table as changed
    for each statement execute function roster.frame_of_times_changed();
create or replace trigger frame_closing_day_hours_delete after delete on roster.closing_day_hours
    referencing old table as changed
    for each statement execute function roster.frame_of_times_changed();
create or replace trigger frame_unit_insert after insert on roster.unit
    referencing new table as changed
    for each statement execute function roster.frame_of_new_units();
create or replace trigger frame_child_group_update after update on roster.child_group
    referencing old table as before new table as after
    for each statement execute function roster.frame_of_moved_groups();
create or replace trigger frame_calendar_period after insert or update or delete on roster.calendar_period
    for each statement execute function roster.frame_of_calendar_changed();
