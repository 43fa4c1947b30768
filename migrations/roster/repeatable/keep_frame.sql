-- Keeps the frame of the days of a period: adds those that are not kept yet, at the end, and forgets those before. It
-- waits for all who renew what is kept, and they for it.
create or replace function roster.keep_frame(_from date, _until date) returns void
language plpgsql as
$$
declare
    _first date;
    _last  date;
begin
    lock table roster.frame_calendar in share row exclusive mode;
    select min(day), max(day) into _first, _last from roster.frame_calendar;
    if _last is null or _last < _from then
        delete from roster.frame_day;
        delete from roster.frame_calendar;
        _first := _from;
        _last := _from - 1;
    end if;

    _first := greatest(_first, _from);
    delete from roster.frame_calendar where day < _first;
    delete from roster.frame_day f
    where f.day < _first or not exists (select from roster.unit u where u.id = f.unit_id);

    insert into roster.frame_calendar (day, closed, reason)
    select added.day, n.closed, n.reason
    from (select _last + n as day from generate_series(1, _until - _last) n) added
    left join roster.no_school(added.day) n on true;

    insert into roster.frame_day (place_id, day, nth, unit_id, group_id, begins, ends, closed, reason)
    select coalesce(f.group_id, f.unit_id), f.day,
           row_number() over (partition by coalesce(f.group_id, f.unit_id), f.day order by f.begins),
           f.unit_id, f.group_id, f.begins, f.ends, f.closed, f.reason
    from roster.frame_of((select coalesce(array_agg(id), '{}') from roster.unit), _last + 1, _until) f;
end
$$;
