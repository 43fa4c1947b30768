-- What is possible at units on the days of a period, by the rules: a row per piece of the unit's own day and, of each
-- group with a timetable, of the group's (group_id); a day without any piece has one row that says why. A closing day
-- of the unit's own goes before one of all units. Terms are not regarded: they are the pupil's and not the unit's.
create or replace function roster.frame_of(_units uuid[], _from date, _until date)
returns table (unit_id uuid, group_id uuid, day date, begins interval, ends interval, closed text, reason text)
language sql stable parallel safe rows 10 as
$$
    with day as (
        select _from + n as day, extract(isodow from _from + n)::smallint as weekday
        from generate_series(0, _until - _from) n),
    closing as (
        select distinct on (u.id, c.day) u.id as unit_id, c.id, c.day, c.reason
        from unnest(_units) u (id)
        join roster.closing_day c on c.day between _from and _until and (c.unit_id is null or c.unit_id = u.id)
        order by u.id, c.day, c.unit_id is null)
    select u.id, null::uuid, day.day, coalesce(x.opens, h.opens)::interval, coalesce(x.closes, h.closes)::interval,
           case when coalesce(x.opens, h.opens) is not null then null
                when c.id is not null then 'closing-day' else 'weekday' end,
           c.reason
    from unnest(_units) u (id)
    cross join day
    left join closing c on c.unit_id = u.id and c.day = day.day
    left join roster.closing_day_hours x on x.closing_day_id = c.id
    left join roster.unit_hours h on c.id is null and h.unit_id = u.id and h.weekday = day.weekday
    union all
    select g.unit_id, g.id, day.day,
           case when c.id is null or x.opens is not null then greatest(t.begins, x.opens)::interval end,
           case when c.id is null or x.opens is not null then least(t.ends, x.closes)::interval end,
           case when t.begins is null then 'weekday'
                when c.id is not null and x.opens is null then 'closing-day' end,
           case when t.begins is not null then c.reason end
    from unnest(_units) u (id)
    join roster.child_group g on g.unit_id = u.id
         and exists (select from roster.group_hours any_day where any_day.group_id = g.id)
    cross join day
    left join roster.group_hours t on t.group_id = g.id and t.weekday = day.weekday
    left join closing c on c.unit_id = u.id and c.day = day.day
    left join roster.closing_day_hours x on x.closing_day_id = c.id and t.begins < x.closes and t.ends > x.opens
$$;
