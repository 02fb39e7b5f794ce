-- Users from before the installation get their account now, oldest first.
select tally_ledger.open_accounts();
