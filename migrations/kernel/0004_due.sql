-- When an event is to be told at the earliest; at once without. Until then its deliveries wait.
alter table kernel.outbox add column due_at timestamptz;
