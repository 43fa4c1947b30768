-- When a child's day begins and ends: from the first to the last of what it attends; no row when there is nothing.
create or replace function roster.child_day(_child uuid, _day date)
returns table (begins interval, ends interval)
language sql stable parallel safe as
$$
    select min(coalesce(g.begins, h.opens)), max(coalesce(g.ends, h.closes))
    from roster.belonging(_child, _day) b
    left join roster.group_hours g on g.group_id = b.group_id and g.weekday = extract(isodow from _day)::int
    left join roster.unit_hours h on h.unit_id = b.unit_id and h.weekday = extract(isodow from _day)::int
        and not exists (select from roster.group_hours any_day where any_day.group_id = b.group_id)
    where coalesce(g.begins, h.opens) is not null
      and not exists (select from roster.closing_day c
                      where c.day = _day and (c.unit_id is null or c.unit_id = b.unit_id))
      and (b.kind <> 'school' or (
           not exists (select from roster.calendar_period p
                       where p.kind = 'holiday-period' and _day between p.starts_on and p.ends_on)
           and (exists (select from roster.calendar_period p
                        where p.kind = 'term' and _day between p.starts_on and p.ends_on)
                or not exists (select from roster.calendar_period p
                               where p.kind = 'term'
                                 and daterange(p.starts_on, p.ends_on, '[]')
                                     && daterange(
                                         (date_trunc('year', _day - interval '6 months') + interval '6 months')::date,
                                         (date_trunc('year', _day - interval '6 months') + interval '18 months')::date
                                     )))))
    having count(*) > 0
$$;
