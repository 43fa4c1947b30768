-- A guardian has said that the child who was ill that day is well again.
alter table absence.absence
    add column well_by uuid,
    add column well_at timestamptz,
    add check ((well_by is null) = (well_at is null));
