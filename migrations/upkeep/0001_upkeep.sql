create schema upkeep;

-- What was removed in a night, and of what age.
create table upkeep.purge (
    what       text        not null,
    at         timestamptz not null,
    older_than timestamptz not null,
    removed    int         not null default 0,
    -- Why it stopped: a code.
    failed     text,
    primary key (what, at)
);
create index purge_old on upkeep.purge (at);

-- What the last night's checks have found.
create table upkeep.check_result (
    name     text primary key,
    at       timestamptz not null,
    count    int         not null,
    -- The night it was first found in, without a night between in which it was not.
    since    timestamptz,
    -- Ids, no personal data.
    findings jsonb       not null default '[]',
    failed   text
);
