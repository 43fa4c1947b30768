-- Renews what is kept of units, as far as it is kept. Two that change one unit wait for each other here, and who comes
-- second sees what the first has done; nobody renews while days are added.
create or replace function roster.renew_frame(_units uuid[], _from date, _until date) returns void
language plpgsql as
$$
declare
    _first date;
    _last  date;
begin
    perform from roster.unit where id = any(_units) order by id for no key update;
    lock table roster.frame_calendar in row exclusive mode;
    select greatest(min(day), _from), least(max(day), _until) into _first, _last
    from roster.frame_calendar
    having count(*) > 0;
    if _first is null or _first > _last then
        return;
    end if;

    delete from roster.frame_day where unit_id = any(_units) and day between _first and _last;
    insert into roster.frame_day (place_id, day, nth, unit_id, group_id, begins, ends, closed, reason)
    select coalesce(f.group_id, f.unit_id), f.day,
           row_number() over (partition by coalesce(f.group_id, f.unit_id), f.day order by f.begins),
           f.unit_id, f.group_id, f.begins, f.ends, f.closed, f.reason
    from roster.frame_of(_units, _first, _last) f;
end
$$;
