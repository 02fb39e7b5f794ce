-- Locks an account and brings it up to date: the stale head is written back, what time did is booked.
-- Its last_recorded_at comes back as the instant at which everything under this lock happens.
create function tally_ledger.lock_account(p_account uuid)
returns tally_ledger.accounts
language plpgsql volatile
set search_path = ''
as $$
declare
  v_account tally_ledger.accounts;
  v_at timestamptz;
begin
  select * into v_account from tally_ledger.accounts where id = p_account for update;
  if not found then
    perform tally_base.fail('not_found');
  end if;
  v_at := greatest(v_account.last_recorded_at, tally_base.clock());

  update tally_ledger.grants g
  set remaining = v_account.head_remaining + g.held,
    state = case when v_account.head_remaining + g.held = 0 then 'spent' else g.state end
  where g.account_id = p_account and g.id = v_account.head_grant_id
    and g.remaining <> v_account.head_remaining + g.held;

  if v_at >= v_account.next_change_at then
    v_account := tally_ledger.sweep(p_account, v_at);
  end if;

  v_account.last_recorded_at := v_at;
  return v_account;
end
$$;
comment on function tally_ledger.lock_account(uuid) is 'The locked account, swept, with last_recorded_at as the present instant; PT404 not_found.';
revoke all on function tally_ledger.lock_account(uuid) from public;
