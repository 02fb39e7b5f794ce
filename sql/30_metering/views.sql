-- now() and not tally_base.clock(): a view runs its functions as the reader, who may execute none of ours.
create view tally_metering.priced_actions with (security_invoker = true) as
select a.key, a.title, a.unit, a.divisible, a.min_tier, p.credits
from tally_metering.actions a
join tally_metering.prices p
  on p.action = a.key and p.from_at <= now() and (p.to_at is null or p.to_at > now())
where a.active;
comment on view tally_metering.priced_actions is 'Active actions with the price of today.';
grant select on tally_metering.priced_actions to anon, authenticated;
