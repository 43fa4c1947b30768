-- A notice's module knows its day. No host reads the column any more.
alter table notifications.notice drop column day;
