-- Pages that answered a refused form, for the minutes in which the browser may come back to them. Place and key of a
-- page follow from its address, which is stored nowhere.
create table kernel.refused_page (
    place      bytea       primary key,
    account_id uuid        not null,
    content    bytea       not null,
    created_at timestamptz not null
);
create index refused_page_of_account on kernel.refused_page (account_id, created_at desc);
create index refused_page_old on kernel.refused_page (created_at);

delete from kernel.idempotency_key where key like 'answer %';

-- What callers name their requests cannot be taken for a form any more.
update kernel.idempotency_key set key = 'key ' || key where key not like 'page %' and key not like 'form %';
