-- The placements that hold on the days of a period, a row for each day. What seldom is, owners, other units and days
-- without school, is asked about once a child or day before it is looked up.
create or replace function roster.care_placements(_children uuid[], _from date, _until date)
returns table (id uuid, child_id uuid, day date, unit_id uuid, at_id uuid, unit text, starts_on date, leisure boolean,
               school_is_out boolean, entitlement text, weekly_minutes int, owners uuid[])
language plpgsql stable parallel safe rows 10 as
$$
#variable_conflict use_column
begin
    return query
        with on_day as materialized (
            select _from + n as day, exists (select from roster.no_school(_from + n)) as no_school,
                   -- Null stands for all units.
                   array(select c.unit_id
                         from roster.closing_day c
                         where c.day = _from + n
                           and not exists (select from roster.closing_day_hours x
                                           where x.closing_day_id = c.id)) as closed
            from generate_series(0, _until - _from) n),
        place as materialized (
            select p.id, p.child_id, p.unit_id, home.name, p.starts_on, p.ends_on, p.kind = 'leisure' as leisure,
                   p.reason, p.max_weekly_hours,
                   exists (select from roster.temporary_placement t where t.child_id = p.child_id) as moves,
                   exists (select from roster.placement_owner own where own.placement_id = p.id) as owned
            from (select distinct unnest(_children) as id) child
            join roster.placement p on p.child_id = child.id
                 and p.starts_on <= _until and (p.ends_on is null or p.ends_on >= _from)
            join roster.unit home on home.id = p.unit_id)
        select p.id, p.child_id, on_day.day, p.unit_id, coalesce(at.id, p.unit_id), coalesce(at.name, p.name),
               p.starts_on, p.leisure,
               p.leisure and (on_day.no_school or on_day.closed <> '{}') and exists (
                   select
                   from roster.enrolment e
                   where e.child_id = p.child_id and roster.holds(e.starts_on, e.ends_on, on_day.day)
                     and (on_day.no_school or array_position(on_day.closed, null) is not null
                          or array_position(on_day.closed, e.unit_id) is not null)),
               right_to.kind, right_to.weekly_minutes,
               case when p.owned
                    then array(select own.owner_id
                               from roster.placement_owner own
                               where own.placement_id = p.id and roster.holds(own.starts_on, own.ends_on, on_day.day)
                               order by own.owner_id)
                    else '{}' end
        from place p
        join on_day on roster.holds(p.starts_on, p.ends_on, on_day.day)
        cross join roster.entitlement(p.reason, p.max_weekly_hours) right_to
        left join lateral (
            select u.id, u.name
            from roster.temporary_placement t
            join roster.unit u on u.id = t.unit_id
            where p.moves and t.child_id = p.child_id and t.home_id = p.unit_id
              and roster.holds(t.starts_on, t.ends_on, on_day.day)) at on true;
end
$$;
