-- What a child has to attend on a day of which the frame is kept: the same as roster.child_pieces says by the rules.
-- Whether there is school on that day stands in roster.frame_calendar, which the caller has read.
create or replace function roster.kept_pieces(_child uuid, _day date, _school boolean)
returns table (unit_id uuid, group_id uuid, begins interval, ends interval, source text)
language sql stable parallel safe as
$$
    select b.unit_id, b.group_id, f.begins::interval, f.ends::interval,
           case when f.group_id is null then 'opening-hours' else 'timetable' end
    from roster.at_places(_child, _day) b
    join roster.frame_day f on f.place_id = b.place_id and f.day = _day and f.closed is null
    where _school or b.kind <> 'school'
$$;
