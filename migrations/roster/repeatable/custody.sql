-- The guardianships that give a guardian's rights on a day: not after their end, nor from the child's 18th birthday
-- on, nor when either is no longer active in the roster.
create or replace function roster.custody(_day date)
returns table (child_id uuid, guardian_id uuid)
language sql stable parallel safe as
$$
    select s.child_id, s.guardian_id
    from roster.guardianship s
    join roster.person child on child.id = s.child_id and child.active
         and (child.birth_date is null or _day < child.birth_date + interval '18 years')
    join roster.person guardian on guardian.id = s.guardian_id and guardian.active
    where s.kind = 'custodian' and roster.holds(s.starts_on, s.ends_on, _day)
$$;
