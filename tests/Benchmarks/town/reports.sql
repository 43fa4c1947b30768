-- Each child by one guardian, and each guardian first for one child, so that as on a morning everybody reports once.

create table bench.report as
select row_number() over (order by day.ahead, mine.nth, md5(mine.child::text))::int as n, mine.guardian, mine.hash, mine.person, mine.account, mine.child, day.day
from (select guardian, hash, person, account, child, row_number() over (partition by guardian order by child) as nth
      from (select distinct on (child) g.n as guardian, g.hash, g.person, g.account, child
            from bench.guardian g, unnest(g.children) child
            order by child, g.n) once) mine
cross join lateral (
    select d.day, row_number() over (order by d.day) as ahead
    from (select distinct p.day
          from roster.next_pieces(mine.child, @today::date + 1,
                                  @today::date + case when @daysAhead = 1 then 14 else 120 end, @daysAhead) p) d) day;
alter table bench.report add primary key (n);
grant select on bench.report to kapprum_app;
