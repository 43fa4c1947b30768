-- Why pupils have no school on a day: it is in a holiday period or outside the terms. A school year (July to June) of
-- which no term is known is attended throughout. No row when there is school.
create or replace function roster.no_school(_day date)
returns table (closed text, reason text)
language sql stable parallel safe rows 1 as
$$
    select 'holiday-period', p.name
    from roster.calendar_period p
    where p.kind = 'holiday-period' and _day between p.starts_on and p.ends_on
    union all
    select 'outside-terms', null
    where not exists (select from roster.calendar_period p
                      where p.kind = 'holiday-period' and _day between p.starts_on and p.ends_on)
      and not exists (select from roster.calendar_period p
                      where p.kind = 'term' and _day between p.starts_on and p.ends_on)
      and exists (select from roster.calendar_period p
                  where p.kind = 'term'
                    and daterange(p.starts_on, p.ends_on, '[]') && daterange(
                        (date_trunc('year', _day - interval '6 months') + interval '6 months')::date,
                        (date_trunc('year', _day - interval '6 months') + interval '18 months')::date))
$$;
