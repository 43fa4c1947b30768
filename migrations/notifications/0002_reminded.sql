-- The latest evening whose reminders have been queued, in one row: what was due on evenings since, when no host ran, is made up for.
create table notifications.reminded (
    only_row boolean primary key default true check (only_row),
    evening  date not null
);
