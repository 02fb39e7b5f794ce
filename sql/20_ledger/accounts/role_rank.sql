-- Orders the roles of an account; an unknown one ranks below all.
create function tally_ledger.role_rank(p_role text)
returns integer
language sql immutable
set search_path = ''
as $$
  select coalesce(array_position(array['member', 'admin', 'owner'], p_role), 0)
$$;
comment on function tally_ledger.role_rank(text) is '1 member, 2 admin, 3 owner.';
revoke all on function tally_ledger.role_rank(text) from public;
