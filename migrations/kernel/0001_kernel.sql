-- A time of the school's day. Not the type time, whose 24:00 no client library can read.
create domain kernel.time_of_day as interval check (value between '00:00' and '24:00' and extract(second from value) = 0);

-- What has happened and waits to be told to the handlers. Ids only: rows are kept and retried.
create table kernel.outbox (
    id           uuid primary key,
    event        text        not null,
    body         jsonb       not null,
    published_at timestamptz not null,
    relayed_at   timestamptz
);
create index outbox_due on kernel.outbox (event, id) where relayed_at is null;
create index outbox_old on kernel.outbox (relayed_at);

-- Which handler has seen which event: what makes a second delivery harmless.
create table kernel.inbox (
    event_id uuid not null references kernel.outbox on delete cascade,
    handler  text not null,
    primary key (event_id, handler)
);

-- Answers to requests that carried an Idempotency-Key, so that a repeated request gets the same one.
create table kernel.idempotency_key (
    account_id   uuid        not null,
    key          text        not null,
    request_hash bytea       not null,
    result       jsonb,
    created_at   timestamptz not null,
    primary key (account_id, key)
);
create index idempotency_key_old on kernel.idempotency_key (created_at);

-- Who did or read what. The application may add and read, nothing else (see Migrations).
create table kernel.audit (
    id           uuid primary key,
    at           timestamptz not null,
    account_id   uuid,
    person_id    uuid,
    on_behalf_of uuid,
    action       text        not null,
    subject      text        not null,
    subject_id   uuid,
    details      jsonb,
    address      inet
);
create index audit_by_time on kernel.audit (at desc, id);
create index audit_by_subject on kernel.audit (subject_id, at desc);
create index audit_by_account on kernel.audit (account_id, at desc);

-- Mail on its way. Holds whom and what about, never an address or a text: those are looked up when it is sent.
create table kernel.mail (
    id           uuid primary key,
    kind         text        not null,
    recipient_id uuid        not null,
    about        jsonb       not null default '{}',
    key          text        not null unique,
    queued_at    timestamptz not null,
    due_at       timestamptz not null,
    -- The number of the sender that has it in hand, for as long as that sender's session holds the advisory lock of that number.
    claimed_by   int,
    attempts     int         not null default 0,
    failed_since timestamptz,
    sent_at      timestamptz,
    dropped_at   timestamptz,
    -- Why it was dropped or is tried again: a code.
    last_error   text,
    check (sent_at is null or dropped_at is null)
);
create index mail_due on kernel.mail (due_at) where sent_at is null and dropped_at is null and claimed_by is null;
create index mail_claimed on kernel.mail (claimed_by) where claimed_by is not null;
create index mail_old on kernel.mail (queued_at);

-- The keys that sign antiforgery tokens, shared by all hosts.
create table kernel.data_protection_key (
    name text primary key,
    xml  text not null
);
