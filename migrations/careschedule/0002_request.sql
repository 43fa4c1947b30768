-- What guardians ask for on days that they cannot change by themselves any more, and what became of it.
create table careschedule.request (
    id          uuid primary key,
    child_id    uuid        not null references careschedule.child,
    unit_id     uuid        not null,
    household   uuid,
    day         date        not null,
    asked_by    uuid        not null,
    asked_at    timestamptz not null,
    -- When the first of the wished times begins: from then on nobody answers it, also while it stands as asked here.
    lapses_at   timestamptz not null,
    state       text        not null default 'asked'
                check (state in ('asked', 'accepted', 'declined', 'withdrawn', 'replaced', 'lapsed')),
    -- Why it was declined.
    reason      text        check (reason in ('too-few-staff', 'group-is-full', 'outing', 'talk-to-us')),
    answered_by uuid,
    answered_at timestamptz,
    check ((state in ('accepted', 'declined')) = (answered_by is not null)),
    check ((answered_by is null) = (answered_at is null)),
    check ((state = 'declined') = (reason is not null))
);
create index request_by_child on careschedule.request (child_id, day);
create index request_by_day on careschedule.request (day);
create unique index request_asked_once on careschedule.request (child_id, unit_id, household, day) nulls not distinct
    where state = 'asked';

create table careschedule.request_time (
    request_id uuid    not null references careschedule.request on delete cascade,
    begins     kernel.time_of_day not null check (begins < '24:00'),
    ends       kernel.time_of_day not null check (ends > '00:00'),
    next_day   boolean not null check (case when next_day then ends <= begins else ends > begins end),
    primary key (request_id, begins)
);

-- A changed day that staff have agreed to because a guardian asked for it.
alter table careschedule.day_change add column agreed boolean not null default false;
