-- The accounts in which the caller has at least this role.
-- Policies ask it; it is the one function outside `tally` that users may execute.
create function tally_ledger.my_accounts(p_role text)
returns setof uuid
language sql stable security definer -- members may not read the table of members
set search_path = ''
as $$
  select m.account_id
  from tally_ledger.account_members m
  where m.user_id = (select auth.uid())
    and tally_ledger.role_rank(m.role) >= tally_ledger.role_rank(p_role)
$$;
comment on function tally_ledger.my_accounts(text) is 'Ids of the accounts where the caller is p_role (member, admin, owner) or more.';
revoke all on function tally_ledger.my_accounts(text) from public;
grant execute on function tally_ledger.my_accounts(text) to authenticated;
