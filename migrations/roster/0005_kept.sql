-- What stands in a rejected record may be that of a protected identity: it is in the file only.
alter table roster.import_rejection drop column value;

-- Since when somebody is not active: out of the roster, dead or moved away. What has been kept about such people stays a while, as the
-- roster may be wrong. Of those who are so already it is known only by when they were.
alter table roster.person add column inactive_since date;
update roster.person
set inactive_since = (select max(applied_at at time zone 'Europe/Stockholm')::date from roster.import)
where not active;
