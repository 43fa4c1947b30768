-- What became of the last mail to somebody.
create index mail_by_recipient on kernel.mail (recipient_id, queued_at desc);
