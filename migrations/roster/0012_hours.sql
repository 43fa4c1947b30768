-- A unit may be open several times a day: in the evening and at night.
alter table roster.unit_hours
    drop constraint unit_hours_pkey,
    add primary key (unit_id, weekday, opens);

-- When a unit is open on a closing day all the same; without any row it is closed all day. Groups with a timetable
-- have what of it is within.
create table roster.closing_day_hours (
    closing_day_id uuid not null references roster.closing_day on delete cascade,
    opens  kernel.time_of_day not null,
    closes kernel.time_of_day not null,
    primary key (closing_day_id, opens),
    check (closes > opens)
);

-- Other functions of the roster are made of these, also those that come before them by name. What they answer is kept in
-- repeatable/.
create function roster.frame_of(_units uuid[], _from date, _until date)
returns table (unit_id uuid, group_id uuid, day date, begins interval, ends interval, closed text, reason text)
language sql stable parallel safe rows 10 as
$$
    select null::uuid, null::uuid, _from, null::interval, null::interval, ''::text, ''::text where false
$$;
create function roster.no_school(_day date)
returns table (closed text, reason text)
language sql stable parallel safe rows 1 as
$$
    select ''::text, ''::text where false
$$;
