create schema accounts;

create table accounts.account (
    id            uuid primary key,
    -- The person of the roster; an administrator may be nobody there.
    person_id     uuid unique,
    -- Normalised (see LogInName), so that case does not matter; null until it is known which one of several is free.
    user_name     text unique,
    -- Where mails go, as it was given; and normalised, to log in by. Several people may share one address.
    email         text,
    email_key     text,
    language      text        not null default 'sv',
    password_hash text,
    activated_at  timestamptz,
    administrator boolean     not null default false,
    created_at    timestamptz not null,
    -- When the activation mail was queued; reminders count from here.
    invited_at    timestamptz,
    -- When a link was asked for; what keeps mails from coming too often.
    link_asked_at timestamptz,
    -- No longer an account holder: cannot log in; what the person has written stays.
    ended_at      timestamptz,

    check ((email is null) = (email_key is null)),
    check (activated_at is null or user_name is not null)
);
create index account_by_email on accounts.account (email_key);
create index account_not_activated on accounts.account (invited_at) where activated_at is null and ended_at is null;

create table accounts.session (
    id         uuid primary key,
    account_id uuid        not null references accounts.account on delete cascade,
    -- A browser's cookie, or the tokens of an API client.
    kind       text        not null check (kind in ('cookie', 'bearer')),
    -- 1 password, 3 e-identification.
    assurance  smallint    not null check (assurance in (1, 3)),
    -- What the browser or client calls itself, shortened, so that its owner recognises it.
    device     text        not null,
    created_at timestamptz not null,
    seen_at    timestamptz not null,
    expires_at timestamptz not null,
    ended_at   timestamptz
);
create index session_by_account on accounts.session (account_id) where ended_at is null;
create index session_old on accounts.session (expires_at);

-- What a client shows for its session, as SHA-256: 256 random bits need no slow hash. A refresh token is used once; the
-- one that comes a second time was stolen, from the client or by it.
create table accounts.session_token (
    hash       bytea primary key check (length(hash) = 32),
    session_id uuid        not null references accounts.session on delete cascade,
    kind       text        not null check (kind in ('access', 'refresh')),
    expires_at timestamptz not null,
    used_at    timestamptz,
    check (used_at is null or kind = 'refresh')
);
create index session_token_by_session on accounts.session_token (session_id);
create index session_token_old on accounts.session_token (expires_at);

-- Links that have been mailed (or printed, for the first administrator), as SHA-256 of their tokens.
create table accounts.link (
    hash        bytea primary key check (length(hash) = 32),
    account_id  uuid        not null references accounts.account on delete cascade,
    purpose     text        not null check (purpose in ('activation', 'password')),
    -- The mail it stands in. A mail that is written again after a crash has two links, and both of them work.
    mail_id     uuid,
    issued_at   timestamptz not null,
    expires_at  timestamptz not null,
    used_at     timestamptz,
    replaced_at timestamptz
);
create index link_by_account on accounts.link (account_id, purpose) where used_at is null and replaced_at is null;
create index link_old on accounts.link (expires_at);

-- Names for which a link was asked for, known or not, until that has been answered.
create table accounts.asked_link (
    id       uuid primary key,
    name     text        not null,
    asked_at timestamptz not null
);

-- Failed attempts (see Throttle). The key is a hash of what is slowed down: no address is kept.
create table accounts.throttle (
    key        bytea primary key check (length(key) = 32),
    -- Whose account it was, so that a new password or an administrator lifts it.
    account_id uuid,
    failures   int         not null,
    last_at    timestamptz not null,
    blocked_until timestamptz not null
);
create index throttle_by_account on accounts.throttle (account_id) where account_id is not null;
create index throttle_old on accounts.throttle (last_at);
