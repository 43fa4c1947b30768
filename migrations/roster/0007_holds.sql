-- Other functions of the roster are made of this one, also those that come before it by name. It is kept in
-- repeatable/holds.sql.
create or replace function roster.holds(_starts_on date, _ends_on date, _day date)
returns boolean
language sql immutable parallel safe as
$$
    select _starts_on <= _day and (_ends_on is null or _ends_on >= _day)
$$;
