create table __module__.__table__ (
    id       uuid        primary key,
    child_id uuid        not null,
    done_by  uuid        not null,
    done_at  timestamptz not null
);

create index __table___by_child on __module__.__table__ (child_id);
