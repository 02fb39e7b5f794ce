create view tally_ledger.grant_state with (security_invoker = true) as
select
  g.account_id, g.id, g.source, g.amount,
  case when g.id = a.head_grant_id then a.head_remaining + g.held else g.remaining end
    ::tally_base.credits as remaining,
  g.held, g.priority, g.state, g.effective_at, g.expires_at, g.cost_basis, g.currency,
  g.purchase_id, g.created_at
from tally_ledger.grants g
join tally_ledger.accounts a on a.id = g.account_id;
comment on view tally_ledger.grant_state is 'Grants as they are: the head grant''s row is stale, the account knows what it has left.';
grant select on tally_ledger.grant_state to authenticated;

create view tally_ledger.entry_grants with (security_invoker = true) as
select account_id, seq, grant_id, abs(credits)::tally_base.credits as amount
from tally_ledger.entries where grant_id is not null
union all
select account_id, seq, grant_id, amount from tally_ledger.allocations;
comment on view tally_ledger.entry_grants is 'Which grants each entry touched, and by how much.';
grant select on tally_ledger.entry_grants to authenticated;
