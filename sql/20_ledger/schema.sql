create schema tally_ledger;
comment on schema tally_ledger is 'Accounts, grants and entries; the only writer of balances.';
