-- What a guardian keeps up to date about him- or herself. Once there it counts instead of what the roster file says, field by field, and no
-- import touches it. The e-mail address is the account's.
create table roster.contact (
    person_id       uuid primary key references roster.person on delete cascade,
    phone           text,
    street          text,
    postal_code     text,
    city            text,
    -- Whom to call when no guardian answers.
    emergency_name  text,
    emergency_phone text,
    -- When the guardian last looked it over.
    kept_at         timestamptz not null,
    version         int         not null default 1,
    check ((emergency_name is null) = (emergency_phone is null))
);

-- How to reach people: what they keep themselves, else what the roster says.
create view roster.reach as
select p.id as person_id, k.person_id is not null as kept, p.email,
       case when k.person_id is null then p.phone else k.phone end as phone,
       case when k.person_id is null then p.street else k.street end as street,
       case when k.person_id is null then p.postal_code else k.postal_code end as postal_code,
       case when k.person_id is null then p.city else k.city end as city,
       k.emergency_name, k.emergency_phone, coalesce(k.version, 0) as version
from roster.person p
left join roster.contact k on k.person_id = p.id;
