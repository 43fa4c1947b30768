-- What children have to attend on the days of a period: as it is kept, and by the rules where it is not. Where a child
-- belongs is looked up once for each span of days in which nothing of it begins or ends, and not once a day.
create or replace function roster.days_of(_children uuid[], _from date, _until date)
returns table (child_id uuid, day date, unit_id uuid, group_id uuid, begins interval, ends interval, source text)
language plpgsql stable parallel safe rows 10 as
$$
#variable_conflict use_column
begin
    return query
        with kept as materialized (
            select k.day, k.closed is null as school
            from roster.frame_calendar k
            where k.day between _from and _until),
        change as (
            select p.child_id, unnest(array[p.starts_on, p.ends_on + 1, g.starts_on, g.ends_on + 1]) as day
            from unnest(_children) child (id)
            join roster.placement p on p.child_id = child.id
            left join roster.child_group g on g.id = p.group_id
            where _from < _until
            union all
            select t.child_id, unnest(array[t.starts_on, t.ends_on + 1, g.starts_on, g.ends_on + 1])
            from unnest(_children) child (id)
            join roster.temporary_placement t on t.child_id = child.id
            left join roster.child_group g on g.id = t.group_id
            where _from < _until
            union all
            select e.child_id, unnest(array[e.starts_on, e.ends_on + 1])
            from unnest(_children) child (id)
            join roster.enrolment e on e.child_id = child.id
            where _from < _until
            union all
            select m.child_id, unnest(array[m.starts_on, m.ends_on + 1, g.starts_on, g.ends_on + 1])
            from unnest(_children) child (id)
            join roster.group_membership m on m.child_id = child.id
            join roster.child_group g on g.id = m.group_id
            where _from < _until),
        span as (
            select s.child_id, s.day as first,
                   coalesce(lead(s.day) over (partition by s.child_id order by s.day) - 1, _until) as last
            from (select child.id as child_id, _from as day from unnest(_children) child (id)
                  union
                  select c.child_id, c.day from change c where c.day between _from and _until) s)
        select s.child_id, f.day, b.unit_id, b.group_id, f.begins::interval, f.ends::interval,
               case when f.group_id is null then 'opening-hours' else 'timetable' end
        from span s
        cross join lateral roster.at_places(s.child_id, s.first) b
        join roster.frame_day f on f.place_id = b.place_id and f.day between s.first and s.last and f.closed is null
        join kept k on k.day = f.day
        where k.school or b.kind <> 'school';
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
