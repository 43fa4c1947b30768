-- Whether what lasts from one date to another, or on and on, holds on a day. Both dates are inclusive.
create or replace function roster.holds(_starts_on date, _ends_on date, _day date)
returns boolean
language sql immutable parallel safe as
$$
    select _starts_on <= _day and (_ends_on is null or _ends_on >= _day)
$$;
