-- Only kinds that a module tells of are counted: the index that is counted from has the kind.
drop index notifications.notice_unread;
create index notice_unread on notifications.notice (person_id, created_at desc, id desc) include (child_id, kind)
    where read_at is null;
