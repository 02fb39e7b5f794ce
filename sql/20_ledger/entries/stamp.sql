-- Says who posts, from which request, and hashes the free text with a salt.
-- The salt lets the text be erased later without anyone guessing it from its hash.
create function tally_ledger.stamp(p tally_ledger.posting)
returns tally_ledger.stamp
language plpgsql volatile
set search_path = ''
as $$
declare
  v_stamp tally_ledger.stamp;
begin
  v_stamp.actor := tally_base.actor();
  v_stamp.request_id := tally_base.request_id();
  if p.reference is not null or p.metadata is not null then
    v_stamp.salt := uuid_send(gen_random_uuid());
    v_stamp.note_hash := tally_ledger.note_hash(v_stamp.salt, p.reference, p.metadata);
  end if;

  v_stamp.facts := tally_ledger.facts(p, v_stamp.actor, v_stamp.request_id, v_stamp.note_hash);
  return v_stamp;
end
$$;
comment on function tally_ledger.stamp(tally_ledger.posting) is 'Actor, request id, salted note hash and facts of a posting.';
revoke all on function tally_ledger.stamp(tally_ledger.posting) from public;
