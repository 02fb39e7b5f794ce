-- Opens the personal account of a user, with welcome credits for a person seen for the first time.
-- Safe to repeat: sign-up and the back-fill of an installation may meet.
create function tally_ledger.open_account(p_user_id uuid, p_email text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_account uuid;
begin
  -- The user may have been opened by a parallel call: the unique user decides.
  perform pg_advisory_xact_lock(hashtextextended('tally open account ' || p_user_id, 0));
  select account_id into v_account
  from tally_ledger.personal_accounts where user_id = p_user_id;
  if v_account is not null then
    return v_account;
  end if;

  insert into tally_ledger.accounts default values returning id into v_account;
  insert into tally_ledger.personal_accounts (user_id, account_id) values (p_user_id, v_account);
  insert into tally_ledger.account_members (account_id, user_id, role)
  values (v_account, p_user_id, 'owner');
  perform tally_ledger.welcome(v_account, p_email);
  return v_account;
end
$$;
comment on function tally_ledger.open_account(uuid, text) is 'The personal account of the user, opened if there is none.';
revoke all on function tally_ledger.open_account(uuid, text) from public;
