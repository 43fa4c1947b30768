-- Each child in care has a pattern, of one week or of two; a third of them say of one day a week that it is otherwise,
-- for two months.

insert into careschedule.child (id)
select distinct child_id from roster.placement on conflict do nothing;

insert into careschedule.pattern
    (id, child_id, unit_id, starts_on, weeks, by_staff, laid_by, laid_at)
select distinct on (p.child_id, p.unit_id)
       gen_random_uuid(), p.child_id, p.unit_id, @today::date - 60, 1 + abs(hashtext(p.child_id::text)) % 2, false, p.child_id, @now
from roster.placement p
where roster.holds(p.starts_on, p.ends_on, @today::date);

insert into careschedule.pattern_time (pattern_id, weeks, week, weekday, begins, ends, next_day)
select p.id, p.weeks, week, weekday, time.begins, time.ends, false
from careschedule.pattern p
join roster.placement at on at.child_id = p.child_id and at.unit_id = p.unit_id
     and roster.holds(at.starts_on, at.ends_on, @today::date)
cross join generate_series(1, p.weeks) week
cross join generate_series(1, 5) weekday
cross join lateral (
    select '07:00'::time + abs(hashtext(p.id::text)) % 12 * interval '10 minutes' as begins,
           '15:00'::time + abs(hashtext(p.id::text)) % 12 * interval '10 minutes' as ends
    where at.kind <> 'leisure'
    union all
    select '06:30', '08:00' where at.kind = 'leisure'
    union all
    select '14:00', '17:00' where at.kind = 'leisure') time
on conflict do nothing;

with said as (
    insert into careschedule.day_change
        (id, child_id, unit_id, day, by_staff, late, changed_by, changed_at)
    select gen_random_uuid(), p.child_id, p.unit_id, day, false, false, p.child_id, @now
    from careschedule.pattern p
    cross join generate_series(0, 8) week
    cross join lateral (select @today::date - 28 + 7 * week + abs(hashtext(p.id::text || week)) % 5 as day) on_day
    where abs(hashtext(p.child_id::text || week)) % 3 = 0
    on conflict do nothing
    returning id)
insert into careschedule.day_change_time (day_change_id, begins, ends, next_day)
select id, '08:00', '15:00', false from said;
