-- What a child has to attend on a day, a row per unit: by its group's timetable, or while the unit is open. Schools
-- attend within terms and outside holiday periods; a school year (July to June) of which no term is known counts as
-- attended throughout.
create or replace function roster.child_pieces(_child uuid, _day date)
returns table (unit_id uuid, group_id uuid, begins interval, ends interval, source text)
language sql stable parallel safe as
$$
    select distinct b.unit_id, b.group_id, coalesce(g.begins, h.opens), coalesce(g.ends, h.closes),
           case when g.begins is null then 'opening-hours' else 'timetable' end
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
                                 and daterange(p.starts_on, p.ends_on, '[]') && daterange(
                                     (date_trunc('year', _day - interval '6 months') + interval '6 months')::date,
                                     (date_trunc('year', _day - interval '6 months') + interval '18 months')::date)))))
$$;
