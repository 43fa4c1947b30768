-- What guardians are asked before a holiday, or because their unit is closed on a day: on which days a child needs
-- care.
create table careschedule.question (
    id             uuid primary key,
    name           text        not null check (length(name) between 1 and 80),
    note           text        check (length(note) between 1 and 500),
    starts_on      date        not null,
    ends_on        date        not null,
    -- From when guardians answer; until then the days are closed for them.
    opens_on       date        not null,
    -- On which they answer last.
    last_day       date        not null,
    asks           text        not null check (asks in ('care', 'times')),
    for_unanswered text        not null check (for_unanswered in ('unknown', 'none', 'usual')),
    -- It is about a day on which the units are closed.
    closing        boolean     not null,
    asked_by       uuid        not null,
    asked_at       timestamptz not null,
    version        int         not null default 1,
    check (ends_on >= starts_on),
    check (not closing or ends_on = starts_on),
    check (last_day >= opens_on and last_day < starts_on)
);
create index question_by_end on careschedule.question (ends_on);

create table careschedule.question_unit (
    question_id uuid not null references careschedule.question on delete cascade,
    unit_id     uuid not null,
    primary key (question_id, unit_id)
);
create index question_unit_by_unit on careschedule.question_unit (unit_id);

-- Whether a child comes on a day that was asked about. Two questions about one day share it. It is of the home that had
-- the day when it was given: another has not answered.
create table careschedule.answer (
    id          uuid primary key,
    child_id    uuid        not null references careschedule.child,
    unit_id     uuid        not null,
    household   uuid,
    day         date        not null,
    -- As usual is what the schedule says, whatever becomes of that.
    care        text        not null check (care in ('none', 'usual', 'times')),
    by_staff    boolean     not null,
    answered_by uuid        not null,
    answered_at timestamptz not null,
    constraint answered_once unique nulls not distinct (child_id, day, unit_id, household)
);
create index answer_by_day on careschedule.answer (day);

create table careschedule.answer_time (
    answer_id uuid    not null references careschedule.answer on delete cascade,
    begins    kernel.time_of_day not null check (begins < '24:00'),
    ends      kernel.time_of_day not null check (ends > '00:00'),
    next_day  boolean not null check (case when next_day then ends <= begins else ends > begins end),
    during    int4range generated always as (
        int4range((extract(epoch from begins::interval) / 60)::int,
                  next_day::int * 1440 + (extract(epoch from ends::interval) / 60)::int)) stored,
    primary key (answer_id, begins),
    constraint answer_times_apart exclude using gist (answer_id with =, during with &&)
);
