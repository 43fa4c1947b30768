-- What a staff member is to a child on a day: of a group of its own, of its unit, or the headteacher of it.
-- Protected children exist only for their own groups' staff and the headteacher. While a child is elsewhere for some
-- days, those of its own unit and of the other are both its staff.
create or replace function roster.staff_relation(_staff uuid, _child uuid, _day date)
returns table (own_group boolean, headteacher boolean)
language sql stable parallel safe as
$$
    select bool_or(own.yes), bool_or(d.leads)
    from (select at.unit_id, at.group_id
          from roster.belonging(_child, _day) at
          union
          select p.unit_id, p.group_id
          from roster.temporary_placement t
          join roster.placement p on p.child_id = t.child_id and p.unit_id = t.home_id
               and roster.holds(p.starts_on, p.ends_on, _day)
          where t.child_id = _child and roster.holds(t.starts_on, t.ends_on, _day)) b
    join roster.person child on child.id = _child and child.active
    join roster.duty d on d.unit_id = b.unit_id and d.person_id = _staff
         and roster.holds(d.starts_on, d.ends_on, _day)
    join roster.person staff on staff.id = d.person_id and staff.active
    cross join lateral (
        select exists (select from roster.duty_group dg
                       where dg.duty_id = d.id and roster.holds(dg.starts_on, dg.ends_on, _day)
                         and (dg.group_id = b.group_id
                              or exists (select from roster.group_membership m
                                         join roster.child_group g on g.id = m.group_id and g.unit_id = d.unit_id
                                              and roster.holds(g.starts_on, g.ends_on, _day)
                                         where m.child_id = _child and m.group_id = dg.group_id
                                           and roster.holds(m.starts_on, m.ends_on, _day)))) as yes) own
    where child.protection = 'none' or own.yes or d.leads
    having count(*) > 0
$$;
