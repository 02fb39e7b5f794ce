-- Whether an account can ever hold this much more, with every scheduled grant counted.
-- A sweep that could not post would block the account, and a payment that could not, its webhook.
create function tally_ledger.has_room_for(p_account uuid, p_credits numeric)
returns boolean
language sql stable
set search_path = ''
as $$
  select a.balance + p_credits + coalesce((
      select sum(g.amount) from tally_ledger.grants g
      where g.account_id = a.id and g.state = 'scheduled'), 0) <= 9e9
  from tally_ledger.accounts a where a.id = p_account
$$;
comment on function tally_ledger.has_room_for(uuid, numeric) is 'True while balance, scheduled grants and p_credits stay within 9e9; needs the account lock to last.';
revoke all on function tally_ledger.has_room_for(uuid, numeric) from public;
