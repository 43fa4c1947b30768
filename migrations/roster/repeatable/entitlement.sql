-- What care a placement gives a right to: what parents' work or studies or the child itself need, without a limit
-- unless the roster has one; or offered time, which is 15 hours a week unless the roster says otherwise.
create or replace function roster.entitlement(_reason text, _max_weekly_hours smallint)
returns table (kind text, weekly_minutes int)
language sql immutable parallel safe as
$$
    select case when _reason = 'Erbjuden tid' then 'offered' else 'need' end,
           coalesce(_max_weekly_hours, case when _reason = 'Erbjuden tid' then 15 end)::int * 60
$$;
