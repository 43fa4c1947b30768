-- A personal identity number leads to one account.
create unique index concurrently if not exists account_by_number_hash on accounts.account (number_hash)
    where number_hash is not null;
