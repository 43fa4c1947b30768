-- The days of a period on which a child has something to attend, the first so many. It looks no further than it
-- must, which a query that sorts cannot promise.
create or replace function roster.child_days(_child uuid, _from date, _until date, _count int)
returns table (day date, begins interval, ends interval)
language plpgsql stable parallel safe rows 2 as
$$
begin
    day := _from;
    while day <= _until and _count > 0 loop
        select d.begins, d.ends into begins, ends from roster.child_day(_child, day) d;
        if found then
            return next;
            _count := _count - 1;
        end if;
        day := day + 1;
    end loop;
end
$$;
