-- A keyed hash of an e-mail address, by which a person is recognised after the address is gone.
create function tally_base.person_hash(p_email text)
returns bytea
language sql stable
set search_path = ''
as $$
  select extensions.hmac(convert_to(lower(trim(p_email)), 'UTF8'), s.value, 'sha256')
  from tally_base.secrets s where s.name = 'person_hash'
$$;
comment on function tally_base.person_hash(text) is 'HMAC-SHA256 of the lower-case address with a key that never leaves the database.';
revoke all on function tally_base.person_hash(text) from public;
