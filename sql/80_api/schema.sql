create schema tally;
comment on schema tally is 'The public contract: doors and views. The only exposed schema.';
grant usage on schema tally to anon, authenticated, service_role;
