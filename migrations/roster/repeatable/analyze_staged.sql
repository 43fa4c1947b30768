-- Tells the planner what a file has brought. The application may not analyze by itself: the tables are not its own.
create or replace function roster.analyze_staged() returns void
language plpgsql security definer set search_path = pg_catalog as
$$
begin
    analyze roster.staged_unit, roster.staged_person, roster.staged_guardianship, roster.staged_enrolment,
            roster.staged_placement, roster.staged_placement_owner, roster.staged_child_group,
            roster.staged_group_membership, roster.staged_duty, roster.staged_duty_group, roster.staged_alias;
end
$$;
