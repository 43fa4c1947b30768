-- When the last mails went that were asked for by name, which anybody may do; the latest first, five at most.
alter table accounts.account add column asked_by_name_at timestamptz[] not null default '{}';

-- What had been closed until its owner got a new password is open again: from now on strangers wait a quarter of an hour at most.
update accounts.throttle set blocked_until = last_at where blocked_until > last_at + interval '1 day';
