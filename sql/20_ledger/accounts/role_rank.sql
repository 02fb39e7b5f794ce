-- Orders the roles of an account. An unknown one has no rank, so that a misspelt policy shows nothing.
create function tally_ledger.role_rank(p_role text)
returns integer
language sql immutable
set search_path = ''
as $$
  select array_position(array['member', 'admin', 'owner'], p_role)
$$;
comment on function tally_ledger.role_rank(text) is '1 member, 2 admin, 3 owner, null for any other.';
revoke all on function tally_ledger.role_rank(text) from public;
