-- Days are looked up in the frame that is kept; no host asks these any more.
drop function roster.child_days(uuid, date, date, int);
drop function roster.child_day(uuid, date);
