-- The placements that hold on the days of a period, a row for each day.
create or replace function roster.care_placements(_children uuid[], _from date, _until date)
returns table (id uuid, child_id uuid, day date, unit_id uuid, at_id uuid, unit text, starts_on date, leisure boolean,
               school_is_out boolean, entitlement text, weekly_minutes int, owners uuid[])
language plpgsql stable parallel safe rows 10 as
$$
#variable_conflict use_column
begin
    return query
        select p.id, p.child_id, on_day.day, p.unit_id, at.id, at.name, p.starts_on, p.kind = 'leisure',
               p.kind = 'leisure' and exists (
                   select
                   from roster.enrolment e
                   where e.child_id = p.child_id and roster.holds(e.starts_on, e.ends_on, on_day.day)
                     and (on_day.no_school
                          or exists (select from roster.closing_day c
                                     where c.day = on_day.day and (c.unit_id is null or c.unit_id = e.unit_id)
                                       and not exists (select from roster.closing_day_hours x
                                                       where x.closing_day_id = c.id)))),
               right_to.kind, right_to.weekly_minutes,
               array(select own.owner_id
                     from roster.placement_owner own
                     where own.placement_id = p.id and roster.holds(own.starts_on, own.ends_on, on_day.day)
                     order by own.owner_id)
        from roster.placement p
        cross join (select _from + n as day, exists (select from roster.no_school(_from + n)) as no_school
                    from generate_series(0, _until - _from) n) on_day
        cross join roster.entitlement(p.reason, p.max_weekly_hours) right_to
        left join roster.temporary_placement t on t.child_id = p.child_id and t.home_id = p.unit_id
             and roster.holds(t.starts_on, t.ends_on, on_day.day)
        join roster.unit at on at.id = coalesce(t.unit_id, p.unit_id)
        where p.child_id = any(_children) and roster.holds(p.starts_on, p.ends_on, on_day.day);
end
$$;
