create extension if not exists btree_gist;

create schema absence;

create table absence.absence (
    id           uuid primary key,
    child_id     uuid        not null,
    day          date        not null,
    kind         text        not null check (kind in ('absence', 'late-arrival')),
    whole_day    boolean     not null,
    from_time    kernel.time_of_day not null,
    until_time   kernel.time_of_day not null,
    -- Nothing said yet: unexplained.
    reason       text        check (reason in ('ill', 'medical', 'other')),
    note         text        check (length(note) <= 500),
    -- Whether the school accepts it (giltig frånvaro); not decided while unexplained.
    valid        boolean,
    by_staff     boolean     not null,
    recorded_by  uuid        not null,
    recorded_at  timestamptz not null,
    explained_by uuid,
    explained_at timestamptz,
    withdrawn_by uuid,
    withdrawn_at timestamptz,
    version      int         not null default 1,
    -- The time of the local day it covers.
    during       tsrange     generated always as (tsrange(day + from_time, day + until_time)) stored,

    check (until_time > from_time),
    check (reason is not null or by_staff),
    check ((reason is null) = (valid is null)),
    check ((withdrawn_by is null) = (withdrawn_at is null)),
    check ((explained_by is null) = (explained_at is null)),
    constraint absence_stands_once exclude using gist (child_id with =, during with &&) where (withdrawn_at is null)
);

create index absence_by_child on absence.absence (child_id, day);
create index absence_unexplained on absence.absence (day) where reason is null and withdrawn_at is null;
