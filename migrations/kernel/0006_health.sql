-- A host's last sign of life: whether the database takes writes is found out by making one.
create table kernel.heartbeat (
    host text primary key,
    at   timestamptz not null
);

-- When what the clock sends was last done.
create table kernel.scheduled (
    command      text primary key,
    succeeded_at timestamptz not null
);
