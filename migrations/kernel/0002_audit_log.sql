-- The log is read latest first, a page at a time: all of it, of one who did it, about somebody, of one action.
drop index kernel.audit_by_time, kernel.audit_by_subject, kernel.audit_by_account;
create index audit_by_time on kernel.audit (at desc, id desc);
create index audit_by_account on kernel.audit (account_id, at desc, id desc) where account_id is not null;
create index audit_by_subject on kernel.audit (subject_id, at desc, id desc) where subject_id is not null;
create index audit_by_behalf on kernel.audit (on_behalf_of, at desc, id desc) where on_behalf_of is not null;
create index audit_by_action on kernel.audit (action, at desc, id desc);
