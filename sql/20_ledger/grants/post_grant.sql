-- Posts the credits of a grant row that has none yet.
create function tally_ledger.post_grant(p tally_ledger.grants, p_at timestamptz)
returns tally_ledger.grant_movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_posting tally_ledger.posting;
  v_movement tally_ledger.movement;
begin
  v_posting.account_id := p.account_id;
  v_posting.kind := 'grant';
  v_posting.credits := p.amount;
  v_posting.scope := p.scope;
  v_posting.key := p.key;
  v_posting.request_hash := p.request_hash;
  v_posting.user_id := p.user_id;
  v_posting.reference := p.reference;
  v_posting.metadata := p.metadata;
  v_movement := tally_ledger.post_entry(v_posting, p_at, array[p.id], array[p.amount::numeric]);
  return row(v_movement.account_id, v_movement.seq, v_movement.kind, v_movement.credits,
    v_movement.balance_after, v_movement.available, v_movement.replayed, p.id)::tally_ledger.grant_movement;
end
$$;
comment on function tally_ledger.post_grant(tally_ledger.grants, timestamptz) is 'Makes a grant live and counts its credits; needs the account lock.';
revoke all on function tally_ledger.post_grant(tally_ledger.grants, timestamptz) from public;
