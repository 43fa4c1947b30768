-- A placement need not name its group (it is optional in SS12000): then the department the child is a member of counts. A group that has
-- not begun or has ended is nobody's.
create or replace function roster.belonging(_child uuid, _day date)
returns table (unit_id uuid, group_id uuid, kind text)
language sql stable parallel safe as
$$
    select at.unit_id, coalesce(named.id, member.id), at.kind
    from (select p.unit_id, p.group_id, p.kind
          from roster.placement p
          where p.child_id = _child and p.starts_on <= _day and (p.ends_on is null or p.ends_on >= _day)
          union all
          select e.unit_id, null, 'school'
          from roster.enrolment e
          where e.child_id = _child and e.starts_on <= _day and (e.ends_on is null or e.ends_on >= _day)) at
    left join roster.child_group named on named.id = at.group_id and named.starts_on <= _day and (named.ends_on is null or named.ends_on >= _day)
    left join lateral (
        select g.id
        from roster.group_membership m
        join roster.child_group g on g.id = m.group_id and g.unit_id = at.unit_id
             and g.kind = case at.kind when 'school' then 'class' else 'department' end
             and g.starts_on <= _day and (g.ends_on is null or g.ends_on >= _day)
        where named.id is null and m.child_id = _child and m.starts_on <= _day and (m.ends_on is null or m.ends_on >= _day)
        order by g.name, g.id
        limit 1) member on true
$$;

-- All groups a child is in on a day, each in a unit it belongs to: besides its department or class also those of a mentor or a subject.
create function roster.groups_of(_child uuid, _day date)
returns table (group_id uuid, unit_id uuid, kind text)
language sql stable parallel safe as
$$
    select b.group_id, b.unit_id, g.kind
    from roster.belonging(_child, _day) b
    join roster.child_group g on g.id = b.group_id
    union
    select g.id, g.unit_id, g.kind
    from roster.group_membership m
    join roster.child_group g on g.id = m.group_id and g.starts_on <= _day and (g.ends_on is null or g.ends_on >= _day)
    where m.child_id = _child and m.starts_on <= _day and (m.ends_on is null or m.ends_on >= _day)
      and g.unit_id in (select b.unit_id from roster.belonging(_child, _day) b)
$$;

-- What a staff member is to a child on a day: of a group of its own, of its unit, or the headteacher of it. Protected children exist only
-- for their own groups' staff and the headteacher.
create or replace function roster.staff_relation(_staff uuid, _child uuid, _day date)
returns table (own_group boolean, headteacher boolean)
language sql stable parallel safe as
$$
    select bool_or(own.yes), bool_or(d.leads)
    from roster.belonging(_child, _day) b
    join roster.person child on child.id = _child and child.active
    join roster.duty d on d.unit_id = b.unit_id and d.person_id = _staff
         and d.starts_on <= _day and (d.ends_on is null or d.ends_on >= _day)
    join roster.person staff on staff.id = d.person_id and staff.active
    cross join lateral (
        select exists (select from roster.duty_group dg
                       where dg.duty_id = d.id and dg.starts_on <= _day and (dg.ends_on is null or dg.ends_on >= _day)
                         and (dg.group_id = b.group_id
                              or exists (select from roster.group_membership m
                                         join roster.child_group g on g.id = m.group_id and g.unit_id = d.unit_id
                                              and g.starts_on <= _day and (g.ends_on is null or g.ends_on >= _day)
                                         where m.child_id = _child and m.group_id = dg.group_id
                                           and m.starts_on <= _day and (m.ends_on is null or m.ends_on >= _day)))) as yes) own
    where child.protection = 'none' or own.yes or d.leads
    having count(*) > 0
$$;
