-- Door: what the caller can spend.
create function tally.balance(account uuid default null)
returns tally.account_balance
language plpgsql stable security definer -- reads accounts, which users may not
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'member');
  v_balance tally.account_balance;
begin
  select s.account_id, s.available, s.posted, s.held, s.debt, s.status,
    s.available < s.low_balance, s.expires_next_at, s.expires_next_credits,
    null, s.tier, s.updated_at
  into v_balance
  from tally_ledger.account_state(v_account) s;
  return v_balance;
end
$$;
comment on function tally.balance(uuid) is 'User door: credits available, posted, held and owed of the account (default: the caller''s own), and what expires next. PT401 not_signed_in, PT404 not_found.';
revoke all on function tally.balance(uuid) from public;
grant execute on function tally.balance(uuid) to authenticated;
