-- The same for the roster itself, after an import.
create or replace function roster.analyze_roster() returns void
language plpgsql security definer set search_path = pg_catalog as
$$
begin
    analyze roster.unit, roster.child_group, roster.person, roster.guardianship, roster.placement,
            roster.placement_owner, roster.enrolment, roster.group_membership, roster.duty, roster.duty_group;
end
$$;
