-- Whether what lasts from one date to another, or on and on, holds on a day. Both dates are inclusive.
create function roster.holds(_starts_on date, _ends_on date, _day date)
returns boolean
language sql immutable parallel safe as
$$
    select _starts_on <= _day and (_ends_on is null or _ends_on >= _day)
$$;

-- The units a person leads on a day, as headteacher.
create function roster.led_by(_person uuid, _day date)
returns table (unit_id uuid)
language sql stable parallel safe as
$$
    select d.unit_id
    from roster.duty d
    join roster.person p on p.id = d.person_id and p.active
    where d.person_id = _person and d.leads and roster.holds(d.starts_on, d.ends_on, _day)
$$;

-- What a child has to attend on a day, a row per unit: by its group's timetable, or while the unit is open. Schools attend within terms and
-- outside holiday periods; a school year (July to June) of which no term is known counts as attended throughout.
create function roster.child_pieces(_child uuid, _day date)
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
                                 and daterange(p.starts_on, p.ends_on, '[]')
                                     && daterange((date_trunc('year', _day - interval '6 months') + interval '6 months')::date,
                                                  (date_trunc('year', _day - interval '6 months') + interval '18 months')::date)))))
$$;

-- The same of the first so many days of a period that have any. It looks no further than it must, which a query that sorts cannot promise.
create function roster.next_pieces(_child uuid, _from date, _until date, _count int)
returns table (day date, unit_id uuid, group_id uuid, begins interval, ends interval, source text)
language plpgsql stable parallel safe rows 2 as
$$
begin
    while _from <= _until and _count > 0 loop
        return query select _from, p.unit_id, p.group_id, p.begins, p.ends, p.source from roster.child_pieces(_child, _from) p;
        if found then
            _count := _count - 1;
        end if;
        _from := _from + 1;
    end loop;
end
$$;

create or replace function roster.child_day(_child uuid, _day date)
returns table (begins interval, ends interval)
language sql stable parallel safe as
$$
    select min(p.begins), max(p.ends) from roster.child_pieces(_child, _day) p having count(*) > 0
$$;
