-- What a child has to attend on the first so many days of a period that have anything. It looks no further than it
-- must, which a query that sorts cannot promise.
create or replace function roster.next_pieces(_child uuid, _from date, _until date, _count int)
returns table (day date, unit_id uuid, group_id uuid, begins interval, ends interval, source text)
language plpgsql stable parallel safe rows 2 as
$$
declare
    _school boolean;
begin
    while _from <= _until and _count > 0 loop
        select k.closed is null into _school from roster.frame_calendar k where k.day = _from;
        if found then
            return query
                select _from, p.unit_id, p.group_id, p.begins, p.ends, p.source
                from roster.kept_pieces(_child, _from, _school) p;
        else
            return query
                select _from, p.unit_id, p.group_id, p.begins, p.ends, p.source
                from roster.child_pieces(_child, _from) p;
        end if;
        if found then
            _count := _count - 1;
        end if;
        _from := _from + 1;
    end loop;
end
$$;
