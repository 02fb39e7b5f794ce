-- Who posts and from which request, and the salted hash of the free text.
-- The salt lets the text be erased later without anyone guessing it from its hash.
create function tally_ledger.stamp(p tally_ledger.posting)
returns tally_ledger.stamp
language plpgsql volatile
set search_path = ''
as $$
declare
  v_salt bytea;
begin
  if p.reference is not null or p.metadata is not null then
    v_salt := uuid_send(gen_random_uuid());
  end if;
  return row(tally_base.actor(), tally_base.request_id(), v_salt,
    case when v_salt is not null then tally_ledger.note_hash(v_salt, p.reference, p.metadata) end
  )::tally_ledger.stamp;
end
$$;
comment on function tally_ledger.stamp(tally_ledger.posting) is 'Actor, request id, salt and note hash of a posting.';
revoke all on function tally_ledger.stamp(tally_ledger.posting) from public;
