-- The units a person leads on a day, as headteacher.
create or replace function roster.led_by(_person uuid, _day date)
returns table (unit_id uuid)
language sql stable parallel safe as
$$
    select d.unit_id
    from roster.duty d
    join roster.person p on p.id = d.person_id and p.active
    where d.person_id = _person and d.leads and roster.holds(d.starts_on, d.ends_on, _day)
$$;
