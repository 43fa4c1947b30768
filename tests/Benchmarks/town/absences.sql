-- Of a hundred children six stay at home each day, and the odd one is found missing by staff.

select setseed(0.5);

create temp table family as
select child.id as child, guardian.ids as guardians, coalesce(staff.ids, '{}') as staff
from roster.person child
join (select child_id, array_agg(guardian_id order by guardian_id) as ids from roster.custody(@today::date) group by child_id) guardian
     on guardian.child_id = child.id
left join (select b.child_id, array_agg(distinct d.person_id) as ids
           from (select child_id, group_id from roster.placement union select child_id, group_id from roster.group_membership) b
           join roster.duty_group dg on dg.group_id = b.group_id
           join roster.duty d on d.id = dg.duty_id
           group by b.child_id) staff on staff.child_id = child.id;

create temp table frame as
select coalesce(group_id, unit_id) as place_id, day, begins, ends
from roster.frame_of((select array_agg(id) from roster.unit), @today::date - 400, @today::date - 1)
where closed is null;
create index on frame (place_id, day);
analyze frame;

create temp table stayed as
with school_day as (
    select at::date as day, exists (select from roster.no_school(at::date)) as no_school
    from generate_series(@today::date - 400, @today::date - 1, '1 day') at
    where extract(isodow from at) < 6 and not exists (select from roster.closing_day c where c.day = at::date and c.unit_id is null)
    order by at desc
    limit 200),
picked as materialized (
    select family.*, school_day.day, school_day.no_school, random() as dice from family, school_day where random() < 0.06)
select bench.id_at((picked.day + hours.begins - interval '40 minutes') at time zone 'Europe/Stockholm') as id,
       child, guardians, staff, day, hours.begins, hours.ends, dice, dice < 0.08 and staff <> '{}' as by_staff,
       case when dice < 0.08 and staff <> '{}' then staff[1] else guardians[1 + (dice * 1000)::int % cardinality(guardians)] end as by,
       (picked.day + hours.begins - interval '40 minutes') at time zone 'Europe/Stockholm' as at
from picked
cross join lateral (
    select min(f.begins) as begins, max(f.ends) as ends
    from roster.at_places(picked.child, picked.day) p
    join frame f on f.place_id = p.place_id and f.day = picked.day
    where p.kind <> 'school' or not picked.no_school
    having count(*) > 0) hours;

insert into absence.absence
    (id, child_id, day, kind, whole_day, from_time, until_time, reason, note, valid, by_staff, recorded_by, recorded_at)
select id, child, day, 'absence', true, begins, ends,
       case when by_staff and dice < 0.02 then null when dice < 0.9 then 'ill' else 'medical' end,
       case when dice < 0.3 then 'Feber sedan i går kväll' end, case when by_staff and dice < 0.02 then null else true end, by_staff, by, at
from stayed
order by at;

insert into kernel.audit (id, at, person_id, on_behalf_of, action, subject, subject_id, details, address)
select bench.id_at(at), at, by, child, case when by_staff then 'absence.record' else 'absence.report' end, 'absence', id,
       jsonb_build_object('childId', child, 'day', day), '127.0.0.1'
from stayed
order by at;
