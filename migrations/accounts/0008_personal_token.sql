-- What somebody lets a program of his or her own do, without the password. Kept as SHA-256; shown once.
create table accounts.personal_token (
    id         uuid primary key,
    hash       bytea       not null unique check (length(hash) = 32),
    account_id uuid        not null references accounts.account on delete cascade,
    name       text        not null,
    scopes     text[]      not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    -- To the hour.
    used_at    timestamptz
);
create index personal_token_by_account on accounts.personal_token (account_id);
create index personal_token_old on accounts.personal_token (expires_at);
