-- An authentication request of OpenID Connect, from leaving for the provider until coming back: once, and to the
-- browser it left from. Nonce and code verifier follow from the browser's secret and are nowhere stored.
create table accounts.authentication_request (
    -- SHA-256 of what goes out and comes back.
    state      bytea primary key check (length(state) = 32),
    -- SHA-256 of the secret in the browser's cookie.
    browser    bytea       not null check (length(browser) = 32),
    provider   text        not null,
    purpose    text        not null check (purpose in ('log-in', 'step-up', 'trial')),
    -- Whose it is, unless it is about logging in.
    session_id uuid references accounts.session on delete cascade,
    -- A path of ours.
    return_to  text        not null,
    begun_at   timestamptz not null,
    check ((purpose = 'log-in') = (session_id is null))
);
create index authentication_request_old on accounts.authentication_request (begun_at);
create index authentication_request_by_session on accounts.authentication_request (session_id)
    where session_id is not null;

alter table accounts.session
    -- The provider's name, where the log-in was an e-identification.
    add column provider text,
    add column e_identified_at timestamptz,
    -- When its user last said the password or was identified.
    add column confirmed_at timestamptz;

alter table accounts.account
    -- Of who is no person of the roster: a keyed hash of the personal identity number.
    add column number_hash bytea check (length(number_hash) = 32),
    -- The first log-in by e-identification; who has done so need not be invited to choose a password.
    add column e_identified_at timestamptz;

-- The key of these hashes, encrypted with the application's own.
create table accounts.number_key (
    single boolean primary key default true check (single),
    sealed bytea   not null
);
