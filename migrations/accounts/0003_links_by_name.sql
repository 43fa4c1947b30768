-- When the last mails went that were asked for by name, which anybody may do; the latest first, five at most.
alter table accounts.account add column asked_by_name_at timestamptz[] not null default '{}';
