-- Which of two homes has which day of a child, from a day on until the next turn begins.
create table careschedule.turn (
    id        uuid primary key,
    child_id  uuid        not null references careschedule.child,
    starts_on date        not null,
    kind      text        not null check (kind in ('shared', 'odd-even', 'rolling')),
    -- The guardians of the two homes: the first has the odd weeks.
    first     uuid,
    second    uuid check (second <> first),
    -- Rolling: whether the first has it, for each day from the Monday of the week in which it begins.
    first_has boolean[],
    set_by    uuid        not null,
    set_at    timestamptz not null,
    check (num_nonnulls(first, second) = case when kind = 'shared' then 0 else 2 end),
    check (case when kind = 'rolling'
                then cardinality(first_has) between 7 and 84 and cardinality(first_has) % 7 = 0
                     and array_position(first_has, null) is null
                else first_has is null end),
    constraint turn_begins_once unique (child_id, starts_on)
);

-- A day that the one home has given to the other.
create table careschedule.swap (
    id       uuid        not null unique,
    child_id uuid        not null references careschedule.child,
    day      date        not null,
    owner_id uuid        not null,
    made_by  uuid        not null,
    made_at  timestamptz not null,
    primary key (child_id, day)
);
create index swap_by_day on careschedule.swap (day);
