-- An address somebody wants instead of the one there is; it counts when it has been confirmed by the link in a mail to it.
create table accounts.email_change (
    id           uuid primary key,
    account_id   uuid        not null references accounts.account on delete cascade,
    email        text        not null,
    email_key    text        not null,
    -- The address before, which is told; known when the new one counts.
    old_email    text,
    asked_at     timestamptz not null,
    expires_at   timestamptz not null,
    confirmed_at timestamptz,
    -- A later one has taken its place, or whoever got a new password by mail has put an end to it.
    replaced_at  timestamptz
);
create unique index email_change_open on accounts.email_change (account_id) where confirmed_at is null and replaced_at is null;
create index email_change_old on accounts.email_change (expires_at);

alter table accounts.link
    drop constraint link_purpose_check,
    add constraint link_purpose_check check (purpose in ('activation', 'password', 'email')),
    add column change_id uuid references accounts.email_change on delete cascade,
    add check ((purpose = 'email') = (change_id is not null));
create index link_by_change on accounts.link (change_id) where change_id is not null;
