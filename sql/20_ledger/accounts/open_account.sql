-- Opens the personal account of a user, with welcome credits for a person seen for the first time.
-- Safe to repeat: sign-up and the back-fill of an installation may meet.
create function tally_ledger.open_account(p_user_id uuid, p_email text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_account uuid := gen_random_uuid();
begin
  -- The route goes first: of two parallel calls one waits here and then finds the other's account.
  insert into tally_ledger.personal_accounts (user_id, account_id) values (p_user_id, v_account)
  on conflict (user_id) do nothing;
  if not found then
    return tally_ledger.personal_account(p_user_id);
  end if;

  insert into tally_ledger.accounts (id) values (v_account);
  insert into tally_ledger.account_members (account_id, user_id, role)
  values (v_account, p_user_id, 'owner');
  perform tally_ledger.welcome(v_account, p_email);
  return v_account;
end
$$;
comment on function tally_ledger.open_account(uuid, text) is 'The personal account of the user, opened if there is none.';
revoke all on function tally_ledger.open_account(uuid, text) from public;
