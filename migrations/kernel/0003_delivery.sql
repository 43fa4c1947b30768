-- In which order things happened: ids made within the same millisecond do not say.
alter table kernel.outbox add column seq bigint generated always as identity;
drop index kernel.outbox_due;
create index outbox_due on kernel.outbox (seq) where relayed_at is null;

-- What a handler has still to be told. It is handed out when it is due and again, should it still be here, a good while
-- later: no failure and no lost job ends it.
create table kernel.delivery (
    event_id uuid        not null references kernel.outbox on delete cascade,
    handler  text        not null,
    due_at   timestamptz not null,
    primary key (event_id, handler)
);
create index delivery_due on kernel.delivery (due_at);

-- What was relayed before this table and not handled yet: as far as a handler goes back, it has seen what it handled.
insert into kernel.delivery (event_id, handler, due_at)
select late.id, known.handler, late.relayed_at
from (select seen.event, done.handler, min(seen.published_at) as since
      from kernel.inbox done
      join kernel.outbox seen on seen.id = done.event_id
      group by seen.event, done.handler) known
join kernel.outbox late on late.event = known.event and late.published_at >= known.since and late.relayed_at is not null
where not exists (select from kernel.inbox done where done.event_id = late.id and done.handler = known.handler);
