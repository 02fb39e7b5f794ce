-- The ledger can be distributed by account; only routing tables are keyed by something from outside.
begin;
select plan(3);

select set_eq(
  $$ select c.conname::text
     from pg_constraint c
     join pg_class t on t.oid = c.conrelid
     join pg_namespace n on n.oid = t.relnamespace
     join pg_attribute a on a.attrelid = t.oid and a.attname = 'account_id'
     where n.nspname like 'tally\_%' and not a.attnum = any (c.conkey)
       and (c.contype in ('p', 'u')
         or c.contype = 'f' and (c.confrelid = 'tally_ledger.accounts'::regclass or exists (
           select from pg_attribute f where f.attrelid = c.confrelid and f.attname = 'account_id'))) $$,
  $$ values ('personal_accounts_pkey'), ('welcomed_people_pkey'), ('customers_pkey'),
       ('checkout_sessions_pkey'), ('stripe_events_pkey') $$,
  'only the routes of users, people, customers, sessions and events leave it out');
select is_empty(
  $$ select i.indexrelid::regclass
     from pg_index i
     join pg_class t on t.oid = i.indrelid
     join pg_namespace n on n.oid = t.relnamespace
     join pg_attribute a on a.attrelid = t.oid and a.attname = 'account_id'
     where n.nspname like 'tally\_%' and i.indisunique and not a.attnum = any (i.indkey)
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid) $$,
  'and no unique index does');
select is_empty(
  $$ select conname from pg_constraint
     where contype = 'f' and conrelid in ('tally_ledger.entries'::regclass, 'tally_ledger.allocations'::regclass) $$,
  'entries and allocations carry no foreign key');

select * from finish();
rollback;
