-- The grants that can pay at an instant, in the one order in which they burn.
-- Lowest priority number, soonest expiry, cheapest, oldest: what would be lost goes first, what was paid for last.
create function tally_ledger.burn_order(p_account uuid, p_at timestamptz, p_most bigint default null)
returns setof tally_ledger.grants
language sql stable
set search_path = ''
as $$
  select g.*
  from tally_ledger.grants g
  where g.account_id = p_account
    and g.state = 'live'
    and (g.expires_at is null or g.expires_at > p_at)
    and g.remaining > g.held
  order by g.priority, g.expires_at nulls last, g.cost_basis, g.effective_at, g.id
  limit p_most
$$;
comment on function tally_ledger.burn_order(uuid, timestamptz, bigint) is 'Payable grants in burn order; true only under the account lock, after its head was settled.';
revoke all on function tally_ledger.burn_order(uuid, timestamptz, bigint) from public;
