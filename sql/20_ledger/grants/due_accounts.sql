-- Accounts on which time did something that no entry shows yet.
-- Two index scans over grants: accounts carry no index on what changes.
create function tally_ledger.due_accounts()
returns table (account_id uuid)
language sql volatile
set search_path = ''
as $$
  with clock as materialized (select tally_base.clock() as at)
  select g.account_id from tally_ledger.grants g, clock
  where g.state = 'live' and g.expires_at <= clock.at
  union
  select g.account_id from tally_ledger.grants g, clock
  where g.state = 'scheduled' and g.effective_at <= clock.at
$$;
comment on function tally_ledger.due_accounts() is 'Accounts with an unbooked expiry or a due scheduled grant.';
revoke all on function tally_ledger.due_accounts() from public;
