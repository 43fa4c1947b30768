-- What a child has to attend on a day, a row per unit and time: by its group's timetable, or while the unit is open. By
-- the rules, for days of which the frame is not kept; not in SQL, so that who asks for kept days does not plan it.
create or replace function roster.child_pieces(_child uuid, _day date)
returns table (unit_id uuid, group_id uuid, begins interval, ends interval, source text)
language plpgsql stable parallel safe rows 2 as
$$
#variable_conflict use_column
begin
    return query
        select b.unit_id, b.group_id, f.begins, f.ends,
               case when f.group_id is null then 'opening-hours' else 'timetable' end
        from roster.belonging(_child, _day) b
        cross join lateral roster.frame_of(array[b.unit_id], _day, _day) f
        where f.closed is null
          and f.group_id is not distinct from (select t.group_id from roster.group_hours t
                                               where t.group_id = b.group_id limit 1)
          and (b.kind <> 'school' or not exists (select from roster.no_school(_day)));
end
$$;
