-- The few of a protected identity, for roster.hidden().
create index person_protected on roster.person (id) where protection <> 'none';

-- Of whom an import tells nothing, by the roster and by the file, and how many records are about them.
create table roster.import_hidden (
    import_id uuid not null references roster.import on delete cascade,
    person_id uuid not null,
    primary key (import_id, person_id)
);
alter table roster.import_count add column hidden int not null default 0;
