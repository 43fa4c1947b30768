-- Where a child belongs on a day and nothing is possible, or only at the hours of a closing day (closed is null), and
-- why. What is kept is read, the rest worked out.
create or replace function roster.closed_places(_child uuid, _day date)
returns table (unit_id uuid, closed text, reason text)
language plpgsql stable parallel safe rows 1 as
$$
#variable_conflict use_column
declare
    _no_school record;
begin
    select k.closed, k.reason into _no_school from roster.frame_calendar k where k.day = _day;
    if found then
        return query
            select distinct b.unit_id, case when school.out then _no_school.closed else f.closed end,
                   case when school.out then _no_school.reason else f.reason end
            from roster.at_places(_child, _day) b
            cross join lateral (select b.kind = 'school' and _no_school.closed is not null as out) school
            join roster.frame_day f on f.place_id = b.place_id and f.day = _day
            where school.out or f.closed is not null or f.reason is not null;
    else
        return query
            select distinct b.unit_id, coalesce(n.closed, f.closed), case when n.closed is null then f.reason else n.reason end
            from roster.at_places(_child, _day) b
            left join lateral roster.no_school(_day) n on b.kind = 'school'
            cross join lateral roster.frame_of(array[b.unit_id], _day, _day) f
            where coalesce(f.group_id, f.unit_id) = b.place_id
              and (n.closed is not null or f.closed is not null or f.reason is not null);
    end if;
end
$$;
