-- What an import has done to each person is read as parts of the one import.
create index audit_by_import on kernel.audit ((details ->> 'importId'), at desc, id desc)
    where details ->> 'importId' is not null;
