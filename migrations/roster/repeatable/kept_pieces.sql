-- What a child has to attend on a day of which the frame is kept: the same as roster.child_pieces says by the rules.
create or replace function roster.kept_pieces(_child uuid, _day date)
returns table (unit_id uuid, group_id uuid, begins interval, ends interval, source text)
language sql stable parallel safe as
$$
    select b.unit_id, b.group_id, f.begins::interval, f.ends::interval,
           case when f.group_id is null then 'opening-hours' else 'timetable' end
    from roster.belonging(_child, _day) b
    join roster.frame_day f
         on f.day = _day and f.closed is null
        and f.place_id = coalesce((select t.group_id from roster.group_hours t where t.group_id = b.group_id limit 1),
                                  b.unit_id)
    where b.kind <> 'school'
       or not exists (select from roster.frame_calendar c where c.day = _day and c.closed is not null)
$$;
