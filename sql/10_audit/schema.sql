create schema tally_audit;
comment on schema tally_audit is 'Every change of configuration and money that the ledger does not prove by itself.';
