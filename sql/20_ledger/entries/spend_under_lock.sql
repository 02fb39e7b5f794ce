-- The slow path of spend_credits: locks, books what is due, refuses by name, burns grant after grant.
-- The key is looked up again under the lock, where no parallel twin can still be on its way.
create function tally_ledger.spend_under_lock(p tally_ledger.posting)
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_account tally_ledger.accounts := tally_ledger.lock_account(p.account_id);
  v_movement tally_ledger.movement :=
    tally_ledger.replay_entry(p.account_id, p.scope, p.key, p.request_hash);
  v_grant tally_ledger.grants;
  v_left numeric := -p.credits;
  v_take numeric;
  v_grants bigint[] := array[]::bigint[];
  v_amounts numeric[] := array[]::numeric[];
begin
  if v_movement.account_id is not null then
    return v_movement;
  end if;
  perform tally_ledger.require_spendable(v_account, -p.credits);

  for v_grant in
    select * from tally_ledger.burn_order(p.account_id, v_account.last_recorded_at)
  loop
    exit when v_left = 0;
    v_take := least(v_left, v_grant.remaining - v_grant.held);
    v_grants := v_grants || v_grant.id;
    v_amounts := v_amounts || v_take;
    v_left := v_left - v_take;
  end loop;
  if v_left > 0 then
    raise exception 'the grants of account % do not cover its balance', p.account_id
      using errcode = 'XX000';
  end if;

  return tally_ledger.post_entry(p, v_account.last_recorded_at, v_grants, v_amounts);
end
$$;
comment on function tally_ledger.spend_under_lock(tally_ledger.posting) is 'As spend_credits, for every case its fast path does not cover.';
revoke all on function tally_ledger.spend_under_lock(tally_ledger.posting) from public;
