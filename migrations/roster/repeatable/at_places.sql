-- Where a child belongs on a day: a row per unit and group. A placement need not name its group (it is optional in
-- SS12000): then the department the child is a member of counts. A group that has not begun or has ended is nobody's. A
-- split place is one place here: two placements in one unit and group are one row. A temporary placement goes before
-- those in the child's own unit. place_id is what the frame is kept by.
create or replace function roster.at_places(_child uuid, _day date)
returns table (unit_id uuid, group_id uuid, kind text, place_id uuid)
language sql stable parallel safe as
$$
    select distinct at.unit_id, coalesce(named.id, member.id), at.kind,
           case when coalesce(named.timetabled, member.timetabled)
                then coalesce(named.id, member.id) else at.unit_id end
    from (select coalesce(t.unit_id, p.unit_id) as unit_id,
                 case when t.id is null then p.group_id else t.group_id end as group_id, p.kind
          from roster.placement p
          left join roster.temporary_placement t on t.child_id = p.child_id and t.home_id = p.unit_id
               and roster.holds(t.starts_on, t.ends_on, _day)
          where p.child_id = _child and roster.holds(p.starts_on, p.ends_on, _day)
          union all
          select e.unit_id, null, 'school'
          from roster.enrolment e
          where e.child_id = _child and roster.holds(e.starts_on, e.ends_on, _day)) at
    left join roster.child_group named on named.id = at.group_id
         and roster.holds(named.starts_on, named.ends_on, _day)
    left join lateral (
        select g.id, g.timetabled
        from roster.group_membership m
        join roster.child_group g on g.id = m.group_id and g.unit_id = at.unit_id
             and g.kind = case at.kind when 'school' then 'class' else 'department' end
             and roster.holds(g.starts_on, g.ends_on, _day)
        where named.id is null and m.child_id = _child
          and roster.holds(m.starts_on, m.ends_on, _day)
        order by g.name, g.id
        limit 1) member on true
$$;
