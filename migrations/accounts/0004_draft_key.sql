-- What encrypts the forms somebody has begun to fill in and a browser keeps: one key for an account in a browser,
-- encrypted with the application's own. It goes with the session that had it last when that is ended, with every
-- change of the roster and twelve hours after it was asked for; a session that has run out leaves it.
create table accounts.draft_key (
    account_id uuid        not null references accounts.account on delete cascade,
    -- The browser's mark, from its cookie.
    browser    uuid        not null,
    session_id uuid        not null references accounts.session on delete cascade,
    sealed     bytea       not null,
    given_at   timestamptz not null,
    primary key (account_id, browser)
);
create index draft_key_by_session on accounts.draft_key (session_id);
create index draft_key_old on accounts.draft_key (given_at);
