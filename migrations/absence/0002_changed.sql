-- By whom and when a guardian's report was changed last: the others are told who did.
alter table absence.absence
    add column changed_by uuid,
    add column changed_at timestamptz,
    add check ((changed_by is null) = (changed_at is null));
