-- Whom and what a rejected record is about, and the id that it refers to in vain: ids only, as a name may be protected.
alter table roster.import_rejection
    add column person_id  uuid,
    add column unit_id    uuid,
    add column group_id   uuid,
    add column missing_id uuid;
