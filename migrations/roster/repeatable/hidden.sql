-- Of whom administrators are told nothing on a day but that there is somebody: people of a protected identity, and
-- those who stand in the roster for nothing else than their relation to one. They would be found as guardians of nobody.
create or replace function roster.hidden(_day date)
returns table (id uuid)
language sql stable parallel safe as
$$
    select p.id
    from roster.person p
    where p.protection <> 'none'
    union
    select s.guardian_id
    from roster.person child
    join roster.guardianship s on s.child_id = child.id and roster.holds(s.starts_on, s.ends_on, _day)
    where child.protection <> 'none'
      and not exists (
          select
          from roster.guardianship other
          join roster.person o on o.id = other.child_id and o.protection = 'none'
          where other.guardian_id = s.guardian_id and roster.holds(other.starts_on, other.ends_on, _day))
      and not exists (
          select
          from roster.duty d
          where d.person_id = s.guardian_id and roster.holds(d.starts_on, d.ends_on, _day))
$$;
