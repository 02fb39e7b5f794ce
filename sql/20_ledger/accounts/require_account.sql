-- The account a door works on: the caller's own, or the one he names and has the role for.
-- Somebody else's account answers exactly like an absent one.
create function tally_ledger.require_account(p_account uuid, p_role text)
returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  v_user uuid := auth.uid();
  v_role text;
begin
  if v_user is null then
    perform tally_base.fail('not_signed_in');
  end if;
  if p_account is null then
    return tally_ledger.personal_account(v_user);
  end if;

  select role into v_role
  from tally_ledger.account_members where account_id = p_account and user_id = v_user;
  if not found then
    perform tally_base.fail('not_found');
  end if;
  if (tally_ledger.role_rank(v_role) >= tally_ledger.role_rank(p_role)) is not true then
    perform tally_base.fail('not_allowed');
  end if;
  return p_account;
end
$$;
comment on function tally_ledger.require_account(uuid, text) is 'p_account, or the personal account for null; PT401 not_signed_in, PT403 not_allowed, PT404 not_found.';
revoke all on function tally_ledger.require_account(uuid, text) from public;
