-- What children have to attend on the days of a period: as it is kept, and by the rules where it is not. The days are a
-- range of what is kept: so many days from one on are a thousand to a plan that is made once for all, and it would read
-- each child's places on all of them.
create or replace function roster.days_of(_children uuid[], _from date, _until date)
returns table (child_id uuid, day date, unit_id uuid, group_id uuid, begins interval, ends interval, source text)
language plpgsql stable parallel safe rows 10 as
$$
#variable_conflict use_column
begin
    return query
        select child.id, k.day, p.unit_id, p.group_id, p.begins, p.ends, p.source
        from roster.frame_calendar k
        cross join unnest(_children) child (id)
        cross join lateral roster.kept_pieces(child.id, k.day, k.closed is null) p
        where k.day between _from and _until;
    if (select count(*) from roster.frame_calendar k where k.day between _from and _until) <= _until - _from then
        return query
            select child.id, _from + after, p.unit_id, p.group_id, p.begins, p.ends, p.source
            from generate_series(0, _until - _from) after
            cross join unnest(_children) child (id)
            cross join lateral roster.child_pieces(child.id, _from + after) p
            where not exists (select from roster.frame_calendar k where k.day = _from + after);
    end if;
end
$$;
