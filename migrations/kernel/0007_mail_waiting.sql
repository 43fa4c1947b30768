-- Since when the oldest mail waits that is neither sent nor dropped.
create index concurrently if not exists mail_waiting on kernel.mail ((coalesce(failed_since, due_at)))
    where sent_at is null and dropped_at is null;
