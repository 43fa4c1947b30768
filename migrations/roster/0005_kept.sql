-- What stands in a rejected record may be that of a protected identity: it is in the file only.
alter table roster.import_rejection drop column value;
