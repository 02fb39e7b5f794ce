-- Users from before the installation get their account now, oldest first.
select tally_ledger.open_account(u.id, u.email) from auth.users u order by u.created_at;
