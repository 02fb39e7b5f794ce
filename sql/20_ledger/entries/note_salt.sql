-- The salt under which the free text of a posting is hashed; null when it has none.
-- It lets the text be erased later without anyone guessing it from its hash.
create function tally_ledger.note_salt(p_reference text, p_metadata jsonb)
returns bytea
language plpgsql volatile
set search_path = ''
as $$
begin
  return case when p_reference is not null or p_metadata is not null
    then uuid_send(gen_random_uuid()) end;
end
$$;
comment on function tally_ledger.note_salt(text, jsonb) is 'Sixteen random bytes, or null.';
revoke all on function tally_ledger.note_salt(text, jsonb) from public;
