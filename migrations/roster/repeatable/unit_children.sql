-- Who is in care at a unit on one of the days of a period at least: with a place of its own, unless it is elsewhere on
-- all of the days, or placed there for some days.
create or replace function roster.unit_children(_unit uuid, _from date, _until date)
returns table (child_id uuid, birth_date date)
language plpgsql stable parallel safe rows 100 as
$$
#variable_conflict use_column
begin
    return query
        select child.id, child.birth_date
        from roster.person child
        where child.active and child.id in (
            select p.child_id
            from roster.placement p
            where p.unit_id = _unit and p.starts_on <= _until and (p.ends_on is null or p.ends_on >= _from)
              and not exists (select from roster.temporary_placement t
                              where t.child_id = p.child_id and t.home_id = p.unit_id and t.unit_id <> p.unit_id
                                and t.starts_on <= greatest(p.starts_on, _from)
                                and t.ends_on >= least(p.ends_on, _until))
            union all
            select t.child_id
            from roster.temporary_placement t
            where t.unit_id = _unit and t.starts_on <= _until and t.ends_on >= _from
              and exists (select from roster.placement p
                          where p.child_id = t.child_id and p.unit_id = t.home_id
                            and p.starts_on <= least(t.ends_on, _until)
                            and (p.ends_on is null or p.ends_on >= greatest(t.starts_on, _from))));
end
$$;
