-- Where a child belongs on a day, as roster.at_places knows it.
create or replace function roster.belonging(_child uuid, _day date)
returns table (unit_id uuid, group_id uuid, kind text)
language sql stable parallel safe as
$$
    select p.unit_id, p.group_id, p.kind from roster.at_places(_child, _day) p
$$;
