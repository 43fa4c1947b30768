-- Who brings and who fetches a child on a day, and what staff should know then.
create table careschedule.people_of_day (
    id         uuid        not null unique,
    child_id   uuid        not null references careschedule.child,
    day        date        not null,
    brings     text        check (length(brings) between 1 and 80),
    fetches    text        check (length(fetches) between 1 and 80),
    note       text        check (length(note) between 1 and 300),
    by_staff   boolean     not null,
    changed_by uuid        not null,
    changed_at timestamptz not null,
    primary key (child_id, day),
    check (num_nonnulls(brings, fetches, note) > 0)
);
create index people_of_day_by_day on careschedule.people_of_day (day);
