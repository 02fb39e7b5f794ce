-- Gives every user an account, and welcome credits to each person who never had them.
-- The installation calls it for users from before; an operator may call it again after raising the setting.
create function tally_ledger.open_accounts()
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_user record;
begin
  for v_user in select u.id, u.email::text as email from auth.users u order by u.created_at, u.id loop
    perform tally_ledger.welcome(tally_ledger.open_account(v_user.id, v_user.email), v_user.email);
  end loop;
end
$$;
comment on function tally_ledger.open_accounts() is 'Operator: opens missing accounts and gives missing welcome credits. Safe to repeat.';
revoke all on function tally_ledger.open_accounts() from public;
