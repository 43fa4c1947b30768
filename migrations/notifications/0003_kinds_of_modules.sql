-- A notice need not be about a child or a day; its module knows what it is about. What waits to be told or sent is told by
-- the modules' own kinds from now on.
-- A host of the version before reads the day; nobody else does.
alter table notifications.notice alter column child_id drop not null, alter column day set default '2000-01-01';

update kernel.outbox o
set event = 'notifications/notice-due',
    relayed_at = null,
    body = jsonb_build_object(
        'Kind', kind.name,
        'AboutId', o.body -> 'AbsenceId',
        'ChildId', o.body -> 'ChildId',
        'To', kind.audience,
        'NotTo', o.body -> 'By',
        'People', '[]'::jsonb)
from (values ('absence/reported', 'absence-reported', 3),
             ('absence/changed', 'absence-changed', 3),
             ('absence/withdrawn', 'absence-withdrawn', 3),
             ('absence/recorded', 'absence-recorded', 1),
             ('absence/unexplained', 'absence-unexplained', 1),
             ('absence/explained', 'absence-explained', 1)) kind (event, name, audience)
where o.event = kind.event
  and (o.relayed_at is null
       or exists (select from kernel.delivery d
                  where d.event_id = o.id and d.handler like 'Kapprum.Notifications.TellOfAbsence/%'));
delete from kernel.delivery where handler like 'Kapprum.Notifications.TellOfAbsence/%';

update kernel.mail
set kind = 'notice',
    about = jsonb_build_object(
        'Notice', about -> 'Notice', 'AboutId', about -> 'AbsenceId', 'ChildId', about -> 'ChildId')
where kind in ('absence-notice', 'unexplained-absence') and sent_at is null and dropped_at is null;
