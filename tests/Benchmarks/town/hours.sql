create schema bench;
grant usage on schema bench to kapprum_app;

-- An id as the application makes them, of a moment.
create function bench.id_at(moment timestamptz) returns uuid language sql volatile as
$$
    select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3)
            || '8' || substr(md5(random()::text), 1, 15))::uuid
$$;

insert into roster.unit_hours (unit_id, weekday, opens, closes)
select id, weekday, case kind when 'school' then '08:00' else '06:30' end::interval, case kind when 'school' then '15:00' else '18:00' end::interval
from roster.unit, generate_series(1, 5) weekday
on conflict do nothing;

insert into roster.group_hours (group_id, weekday, begins, ends)
select id, weekday, '08:10', '13:50'
from roster.child_group, generate_series(1, 5) weekday
where kind = 'class'
on conflict do nothing;

insert into roster.calendar_period (id, kind, name, starts_on, ends_on)
select gen_random_uuid(), kind, name || ' ' || year, starts_on, ends_on
from (select extract(year from @today::date)::int as this) now, generate_series(this - 2, this + 1) year
cross join lateral (values
    ('term', 'Hösttermin', make_date(year, 8, 18), make_date(year, 12, 20)),
    ('term', 'Vårtermin', make_date(year + 1, 1, 9), make_date(year + 1, 6, 12)),
    ('holiday-period', 'Höstlov', make_date(year, 10, 27), make_date(year, 10, 31)),
    ('holiday-period', 'Sportlov', make_date(year + 1, 2, 24), make_date(year + 1, 2, 28))) period (kind, name, starts_on, ends_on);

insert into roster.closing_day (id, unit_id, day, reason)
select gen_random_uuid(), null, make_date(year, month, day), 'Helgdag'
from (select extract(year from @today::date)::int as this) now, generate_series(this - 2, this + 1) year,
     (values (1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)) holiday (month, day)
on conflict do nothing;
