-- Guardians for whom a request is the same few statements: something unread about each child, and no protected one, whose every sight is noted.

create table bench.guardian as
select row_number() over (order by md5(own.guardian_id::text))::int as n, own.guardian_id as person, a.id as account,
       bench.id_at(now()) as session, own.children, array[own.guardian_id] as itself, array_fill(own.guardian_id, array[cardinality(own.children)]) as people
from (select s.guardian_id, array_agg(s.child_id order by s.child_id) as children
      from roster.custody(@today::date) s
      join roster.person child on child.id = s.child_id
      group by s.guardian_id
      having bool_and(child.protection = 'none')) own
join accounts.account a on a.person_id = own.guardian_id and a.ended_at is null
where (select count(distinct child_id) from notifications.notice where person_id = own.guardian_id and read_at is null) = cardinality(own.children)
  and not exists (select from unnest(own.children) child where not exists (select from roster.belonging(child, @today::date)));
alter table bench.guardian add primary key (n);
grant select on bench.guardian to kapprum_app;
