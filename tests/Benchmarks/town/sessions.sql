update accounts.account a
set activated_at = @now, user_name = coalesce(user_name, a.id::text)
from bench.guardian g where a.id = g.account;

insert into accounts.session (id, account_id, kind, assurance, device, created_at, seen_at, expires_at)
select session, account, 'bearer', 1, 'wrk', @now, @now, @now::timestamptz + interval '90 days' from bench.guardian;

insert into accounts.session_token (hash, session_id, kind, expires_at)
select token.hash, g.session, 'access', @now::timestamptz + interval '1 day'
from unnest(@hashes) with ordinality token (hash, n)
join bench.guardian g on g.n = token.n;

alter table bench.guardian add hash bytea;
update bench.guardian g set hash = token.hash from unnest(@hashes) with ordinality token (hash, n) where token.n = g.n;
