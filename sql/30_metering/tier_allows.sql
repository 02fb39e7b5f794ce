-- Whether an account's tier reaches the one that an action asks for.
create function tally_metering.tier_allows(p_account uuid, p_min_tier text)
returns boolean
language sql stable
set search_path = ''
as $$
  select own.rank >= needed.rank
  from tally_ledger.accounts a
  join tally_base.tiers own on own.name = a.tier
  join tally_base.tiers needed on needed.name = p_min_tier
  where a.id = p_account
$$;
comment on function tally_metering.tier_allows(uuid, text) is 'True when the account''s tier is p_min_tier or higher.';
revoke all on function tally_metering.tier_allows(uuid, text) from public;
