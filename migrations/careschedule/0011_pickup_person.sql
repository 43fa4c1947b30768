-- Who fetches a child beside its guardians, as these have put them on its list. People who have no account here: they
-- go some time after they have last been said to come.
create table careschedule.pickup_person (
    id       uuid        primary key,
    child_id uuid        not null references careschedule.child,
    name     text        not null check (length(name) between 1 and 80),
    relation text        check (length(relation) between 1 and 40),
    -- As it is dialled.
    phone    text        check (length(phone) between 1 and 20),
    added_by uuid        not null,
    added_at timestamptz not null,
    -- When it was put down or changed.
    kept_on  date        not null,
    version  int         not null default 1
);
create unique index pickup_person_once on careschedule.pickup_person (child_id, lower(name), added_by);
create index pickup_person_by_age on careschedule.pickup_person (kept_on);
