-- Who may see and lay the schedule of a placement, when the roster says it: of two placements of one child in one unit
-- each guardian owns one (a split place). Without any, all of the child's guardians do.
create table roster.placement_owner (
    placement_id uuid not null references roster.placement,
    owner_id     uuid not null references roster.person,
    starts_on    date not null,
    ends_on      date,
    primary key (placement_id, owner_id, starts_on),
    check (ends_on >= starts_on - 1)
);
create index placement_owner_by_owner on roster.placement_owner (owner_id);

create table roster.staged_placement_owner (
    import_id uuid not null, item int not null, part int not null,
    -- The file says nowhere since when.
    placement_id uuid not null, child_id uuid not null, owner_id uuid not null, starts_on date, ends_on date
);
