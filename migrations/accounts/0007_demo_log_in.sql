-- Whom one can be in the demo; empty elsewhere.
create table accounts.demo_log_in (
    account_id uuid primary key references accounts.account on delete cascade,
    name       text not null,
    -- Who that is, in a few English words.
    part       text not null
);
