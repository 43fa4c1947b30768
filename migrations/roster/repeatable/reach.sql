-- How to reach people: what they keep themselves, else what the roster says.
create or replace view roster.reach as
select p.id as person_id, k.person_id is not null as kept, p.email,
       case when k.person_id is null then p.phone else k.phone end as phone,
       case when k.person_id is null then p.street else k.street end as street,
       case when k.person_id is null then p.postal_code else k.postal_code end as postal_code,
       case when k.person_id is null then p.city else k.city end as city,
       k.emergency_name, k.emergency_phone, coalesce(k.version, 0) as version
from roster.person p
left join roster.contact k on k.person_id = p.id;
