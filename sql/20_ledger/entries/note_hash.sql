-- The salted hash of an entry's free text, which stays when the text is erased.
create function tally_ledger.note_hash(p_salt bytea, p_reference text, p_metadata jsonb)
returns bytea
language plpgsql immutable
set search_path = ''
as $$
begin
  return sha256(p_salt || convert_to(json_build_array(p_reference, p_metadata)::text, 'UTF8'));
end
$$;
comment on function tally_ledger.note_hash(bytea, text, jsonb) is 'SHA-256 over salt, reference and metadata; null without a salt.';
revoke all on function tally_ledger.note_hash(bytea, text, jsonb) from public;
