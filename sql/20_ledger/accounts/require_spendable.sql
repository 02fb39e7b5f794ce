-- Refuses a spend that a locked account does not allow.
create function tally_ledger.require_spendable(p tally_ledger.accounts, p_credits numeric)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if p.status = 'frozen' then
    perform tally_base.fail('account_frozen');
  elsif p.status = 'closed' then
    perform tally_base.fail('account_closed');
  elsif p.debt > 0 then
    perform tally_base.fail('debt_outstanding');
  elsif p.balance - p.held < p_credits then
    perform tally_base.fail('insufficient_credits', format('%s credits are required, %s are available.',
      trim_scale(p_credits), trim_scale(p.balance - p.held)));
  end if;
end
$$;
comment on function tally_ledger.require_spendable(tally_ledger.accounts, numeric) is 'PT403 account_frozen, account_closed, debt_outstanding; PT402 insufficient_credits.';
revoke all on function tally_ledger.require_spendable(tally_ledger.accounts, numeric) from public;
