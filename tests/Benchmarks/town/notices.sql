select setseed(0.5);

insert into notifications.notice (id, person_id, kind, about_id, child_id, created_at, read_at)
select bench.id_at(a.recorded_at), related.person_id, case when a.by_staff then 'absence-recorded' else 'absence-reported' end,
       a.id, a.child_id, a.recorded_at, a.recorded_at + interval '1 hour'
from absence.absence a
join (select child_id, guardian_id as person_id, true as guardian from roster.custody(@today::date)
      union all
      select distinct b.child_id, d.person_id, false
      from (select child_id, group_id from roster.placement union select child_id, group_id from roster.group_membership) b
      join roster.duty_group dg on dg.group_id = b.group_id
      join roster.duty d on d.id = dg.duty_id) related on related.child_id = a.child_id
where related.person_id <> a.recorded_by and (related.guardian or not a.by_staff)
-- Who works in the group of an own child is told once.
on conflict do nothing;

-- The latest about each child has not been read.
update notifications.notice n
set read_at = null
from (select distinct on (n.person_id, n.child_id) n.id
      from notifications.notice n
      join roster.custody(@today::date) s on s.guardian_id = n.person_id and s.child_id = n.child_id
      order by n.person_id, n.child_id, n.created_at desc) latest
where n.id = latest.id;

insert into kernel.outbox (id, event, body, published_at, relayed_at)
select bench.id_at(recorded_at), 'absence/reported', jsonb_build_object('AbsenceId', id, 'ChildId', child_id, 'Day', day, 'By', recorded_by),
       recorded_at, recorded_at
from absence.absence
where not by_staff and recorded_at > @now::timestamptz - interval '30 days';
