-- The answer for a grant that has not taken effect: no seq, and a balance without it.
create function tally_ledger.scheduled_movement(p tally_ledger.grants)
returns tally_ledger.grant_movement
language sql stable
set search_path = ''
as $$
  select p.account_id, null::bigint, 'grant', p.amount::numeric, a.balance::numeric,
    (a.balance - a.held)::numeric, false, p.id
  from tally_ledger.accounts a where a.id = p.account_id
$$;
comment on function tally_ledger.scheduled_movement(tally_ledger.grants) is 'A movement that is yet to come.';
revoke all on function tally_ledger.scheduled_movement(tally_ledger.grants) from public;
