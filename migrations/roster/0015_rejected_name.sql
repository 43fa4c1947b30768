-- What a record that was not taken in is called, when it says so itself: a person, a unit, a group; the names of all others are looked up.
-- Of a person of whom it says that the identity is protected there is no name, and nothing is told.
alter table roster.import_rejection
    add column name      text,
    add column protected boolean not null default false;
