create view tally.entries with (security_invoker = true) as
select e.account_id, e.seq, e.kind::text, e.credits, e.balance_after, e.action, e.quantity,
  p.credits as unit_price, g.source::text, n.reference, n.metadata, e.user_id, e.event_at, e.recorded_at
from tally_ledger.entries e
left join tally_metering.prices p on p.id = e.price_id
left join tally_ledger.grants g
  on g.account_id = e.account_id and g.id = e.grant_id and e.kind <> 'spend'
left join tally_ledger.entry_notes n on n.account_id = e.account_id and n.seq = e.seq;
comment on view tally.entries is 'Own movements; page by seq. Credits are signed, source is the grant''s for grants and expiries.';
grant select on tally.entries to authenticated;

create view tally.grants with (security_invoker = true) as
select account_id, id, source::text, amount, remaining, held, priority,
  case when state = 'live' and remaining = 0 then 'spent'
    when state = 'live' and expires_at <= now() then 'expired'
    else state end as state,
  effective_at, expires_at, cost_basis as cost_basis_minor, currency, created_at
from tally_ledger.grant_state;
comment on view tally.grants is 'Own batches of credits and what is left of them.';
grant select on tally.grants to authenticated;

create view tally.purchases with (security_invoker = true) as
select account_id, id, pack, status, quantity, credits, amount_minor, currency,
  created_at, expires_at, paid_at, ended_at
from tally_billing.purchases;
comment on view tally.purchases is 'Own purchases; amounts in minor units.';
grant select on tally.purchases to authenticated;

create view tally.actions with (security_invoker = true) as
select key, title, unit, divisible, min_tier, credits from tally_metering.priced_actions;
comment on view tally.actions is 'What can be charged for, with today''s price per unit.';
grant select on tally.actions to anon, authenticated;

create view tally.packs with (security_invoker = true) as
select key, title, credits, amount_minor, currency, max_quantity, position
from tally_billing.packs where active;
comment on view tally.packs is 'Packs for sale; amount in minor units of the currency.';
grant select on tally.packs to anon, authenticated;
