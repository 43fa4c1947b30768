-- When a unit is open on the days of a period, a row per time, or one that says why it is not: as it is kept, and by
-- the rules where it is not.
create or replace function roster.unit_days(_unit uuid, _from date, _until date)
returns table (day date, begins interval, ends interval, closed text, reason text)
language plpgsql stable parallel safe rows 10 as
$$
#variable_conflict use_column
begin
    return query
        select f.day, f.begins::interval, f.ends::interval, f.closed, f.reason
        from roster.frame_day f
        where f.place_id = _unit and f.day between _from and _until;
    if (select count(*) from roster.frame_calendar k where k.day between _from and _until) <= _until - _from then
        return query
            select f.day, f.begins, f.ends, f.closed, f.reason
            from roster.frame_of(array[_unit], _from, _until) f
            where f.group_id is null
              and not exists (select from roster.frame_calendar k where k.day = f.day);
    end if;
end
$$;
