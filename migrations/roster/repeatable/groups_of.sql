-- All groups a child is in on a day, each in a unit it belongs to: besides its department or class also those of a
-- mentor or a subject.
create or replace function roster.groups_of(_child uuid, _day date)
returns table (group_id uuid, unit_id uuid, kind text)
language sql stable parallel safe as
$$
    select b.group_id, b.unit_id, g.kind
    from roster.belonging(_child, _day) b
    join roster.child_group g on g.id = b.group_id
    union
    select g.id, g.unit_id, g.kind
    from roster.group_membership m
    join roster.child_group g on g.id = m.group_id and roster.holds(g.starts_on, g.ends_on, _day)
    where m.child_id = _child and roster.holds(m.starts_on, m.ends_on, _day)
      and g.unit_id in (select b.unit_id from roster.belonging(_child, _day) b)
$$;
