-- The personal account of a user, who has exactly one.
create function tally_ledger.personal_account(p_user_id uuid)
returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  v_account uuid;
begin
  select account_id into v_account
  from tally_ledger.personal_accounts where user_id = p_user_id;
  if not found then
    perform tally_base.fail('not_found');
  end if;
  return v_account;
end
$$;
comment on function tally_ledger.personal_account(uuid) is 'Account id; PT404 not_found.';
revoke all on function tally_ledger.personal_account(uuid) from public;
