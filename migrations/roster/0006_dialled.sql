-- What guardians have typed becomes what is dialled (E.164), as it is stored from now on. All of it was possible to
-- dial: a number is international after + or 00, else Swedish.
create function pg_temp.dialled(_written text) returns text language sql as
$$
    select regexp_replace(regexp_replace(digits, '^00', '+'), '^0', '+46')
    from (select regexp_replace(
                     regexp_replace(trim(_written), '^(\+|00)([\d ]{1,5})\(0\)', '\1\2'), '[^+0-9]', '', 'g') as digits) typed
$$;
update roster.contact
set phone = pg_temp.dialled(phone), emergency_phone = pg_temp.dialled(emergency_phone)
where phone is not null or emergency_phone is not null;
drop function pg_temp.dialled(text);
